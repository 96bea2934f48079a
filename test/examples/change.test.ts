/** One changed fact changes every paper that states it, and nothing else. */
import fc from 'fast-check';
import { makeDocument, noticeOf, type Scenario, scenarioNamed, withChange } from '../../examples/generator';

/** File names of a scenario's documents whose bytes differ after a change. */
async function changedFiles(scenario: Scenario, change: (draft: Scenario) => void): Promise<string[]> {
  const changed = withChange(scenario, change);
  const names: string[] = [];
  for (const [index, document] of scenario.documents.entries()) {
    const before = await makeDocument(scenario.facts, document);
    const after = await makeDocument(changed.facts, changed.documents[index]!);
    if (!before.equals(after)) names.push(document.file);
  }
  return names;
}

/** Text as it stands in an uncompressed PDF: pdfkit writes it in hex, with kerning between the pieces. */
function textOf(pdf: Buffer): string {
  return [...pdf.toString('latin1').matchAll(/\[((?:<[0-9a-f]+>|[-\d. ])+)\] TJ/g)]
    .map((match) =>
      [...match[1]!.matchAll(/<([0-9a-f]+)>/g)]
        .map((piece) => Buffer.from(piece[1]!, 'hex').toString('latin1'))
        .join(''),
    )
    .join('\n');
}

const collision = scenarioNamed('02');
const windscreen = scenarioNamed('01');

test('an amount of a line changes that paper, with its sums, and no other', async () => {
  const change = (draft: Scenario) => {
    for (const document of draft.documents)
      if (document.kind === 'repair-estimate') document.lines[0]!.unitMinor += 10_000;
  };
  expect(await changedFiles(collision, change)).toEqual(['estimate-55183.pdf']);
  const changed = withChange(collision, change);
  const text = textOf(await makeDocument(changed.facts, changed.documents[1]!));
  // 612.00 + 100.00, and everything below it: 8.75 % of 3,021.50 parts is 264.38.
  for (const amount of ['712.00', '$5,091.50', '$264.38', '$5,355.88']) expect(text).toContain(amount);
  expect(text).not.toContain('612.00');
});

test('the policy number stands in the notice and in every paper that names it', async () => {
  const change = (draft: Scenario) => {
    draft.facts.policyNumber = 'MP-2026-000109';
  };
  expect(noticeOf(withChange(windscreen, change).facts).policyNumber).toBe('MP-2026-000109');
  expect(await changedFiles(windscreen, change)).toEqual(['claim-form.pdf', 'clearview-invoice-CV-30417.pdf']);
});

test('a value set on one paper makes that paper disagree with the rest', async () => {
  const change = (draft: Scenario) => {
    for (const document of draft.documents) if (document.kind === 'repair-invoice') document.lossDate = '2026-03-15';
  };
  expect(await changedFiles(windscreen, change)).toEqual(['clearview-invoice-CV-30417.pdf']);
  const changed = withChange(windscreen, change);
  expect(noticeOf(changed.facts).lossDate).toBe('2026-03-14');
  expect(textOf(await makeDocument(changed.facts, changed.documents[1]!))).toContain('March 15, 2026');
});

test('a change does not touch the scenario it was made from, and drops what was worked out for it', () => {
  const before = structuredClone(collision);
  const changed = withChange(collision, (draft) => {
    draft.facts.claimant.address.push('Unit 4');
  });
  expect(collision).toEqual(before);
  expect(changed.expected).toBeNull();
  const again = withChange(collision, (draft) => {
    draft.expected = { ...before.expected!, amountMinor: 1 };
  });
  expect(again.expected?.amountMinor).toBe(1);
});

test('whatever a line costs, the printed sums are those of the lines', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ unitMinor: fc.integer({ min: 1, max: 900_000 }), quantity: fc.integer({ min: 1, max: 9 }) }),
        {
          minLength: 1,
          maxLength: 6,
        },
      ),
      fc.integer({ min: 0, max: 2_500 }),
      async (lines, basisPoints) => {
        const changed = withChange(collision, (draft) => {
          for (const document of draft.documents)
            if (document.kind === 'repair-estimate') {
              document.lines = lines.map((line, index) => ({ ...line, description: `Fender ${index + 1}` }));
              document.tax = { label: 'Sales tax', basisPoints };
            }
        });
        const text = textOf(await makeDocument(changed.facts, changed.documents[1]!));
        const amounts = [...text.matchAll(/\$([\d,]+\.\d\d)/g)].map((match) =>
          Math.round(Number(match[1]!.replaceAll(',', '')) * 100),
        );
        const subtotal = lines.reduce((sum, line) => sum + line.unitMinor * line.quantity, 0);
        const tax = Number((BigInt(subtotal) * BigInt(basisPoints) + 5_000n) / 10_000n);
        expect(amounts).toEqual([subtotal, tax, subtotal + tax]);
      },
    ),
    { numRuns: 25 },
  );
});
