/** Letters by e-mail through a real SMTP server, with the faults of such servers; what counts is what the server has taken in. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { createLetterActivities } from '../../activities/letters/activities';
import type { LetterRequest } from '../../activities/letters/contract';
import { DeliveryUnavailable } from '../../activities/letters/delivery';
import { FolderDelivery } from '../../activities/letters/folder-delivery';
import { SmtpDelivery, type SmtpDeliverySettings } from '../../activities/letters/smtp-delivery';
import { type LetterTemplates, loadLetterTemplates } from '../../activities/letters/templates';
import { projectFile } from '../../platform/paths';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { claimToAnswer } from './claim-to-answer';
import { type MailFault, ownCertificate, TestMailServer } from './mail-server';

const EMAIL = 'maire@example.com';
const SENDER = { name: 'Harbour & Vale Claims', address: 'claims@harbourvale.example' };

let db: TestDatabase;
let templates: LetterTemplates;
let server: TestMailServer;
let folder: string;

beforeAll(async () => {
  db = await createTestDatabase();
  templates = await loadLetterTemplates(projectFile('config', 'letters'));
  server = await TestMailServer.start();
  folder = mkdtempSync(join(tmpdir(), 'post-'));
});
afterAll(async () => {
  await server.close();
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  server.faults = [];
  server.taken = [];
  server.attempts = 0;
});

const deliveryTo = (settings: Partial<SmtpDeliverySettings> = {}) =>
  new SmtpDelivery(
    { host: '127.0.0.1', port: server.port, tls: 'off', sender: SENDER, timeoutMs: 700, ...settings },
    new FolderDelivery(folder),
  );

const letters = (delivery = deliveryTo()) =>
  createLetterActivities({ database: db.database, delivery, templates, products: join(__dirname, 'products') });

/** As Temporal does: again after a failure, but not after one that says never. @returns the failures on the way too */
async function untilSent(request: LetterRequest, delivery = deliveryTo()) {
  const failures: Error[] = [];
  for (let attempt = 1; attempt <= 4; attempt++) {
    try {
      return { result: await letters(delivery).sendLetter(request), failures };
    } catch (error) {
      if (error instanceof ApplicationFailure) throw error;
      failures.push(error as Error);
    }
  }
  throw new Error(`not sent after four attempts: ${failures.map(String).join('; ')}`);
}

test('what arrives is the letter: to the claimant, from the sender, text as body, the PDF with its hash; a repeat sends nothing', async () => {
  const request = await claimToAnswer(db.database, 'approval');
  const result = await letters().sendLetter(request);
  const [{ mail, messageId, envelope }] = server.taken as [(typeof server.taken)[0]];
  expect(envelope).toEqual({ from: SENDER.address, to: [EMAIL] });
  expect(mail.from!.value).toEqual([SENDER]);
  expect(mail.to).toMatchObject({ value: [{ name: 'Máire Ní Bhriain', address: EMAIL }] });
  expect(mail.subject).toBe(`Your claim is accepted: we pay €1,329.20 (${request.claim.claimNumber})`);
  expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
  expect(mail.text).toContain('We pay €1,329.20.');
  expect(mail.attachments).toHaveLength(1);
  const [attachment] = mail.attachments;
  expect(attachment).toMatchObject({ contentType: 'application/pdf' });
  expect(attachment!.filename).toBe(`${request.claim.claimNumber}-approval.pdf`);
  expect(createHash('sha256').update(attachment!.content).digest('hex')).toBe(result.sha256);
  expect(`<${result.location.slice('mid:'.length)}>`).toBe(messageId);
  expect(await letters().sendLetter(request)).toEqual(result);
  expect(server.taken).toHaveLength(1);
});

test('letters under different keys have different Message-IDs, in the domain of the sender', async () => {
  const request = await claimToAnswer(db.database, 'withdrawal');
  await letters().sendLetter(request);
  await letters().sendLetter({ ...request, key: `${request.key}-again` });
  const ids = server.taken.map(({ messageId }) => messageId);
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^<[0-9a-f]{40}@harbourvale\.example>$/);
});

test.each<[string, MailFault]>([
  ['421 at the greeting', { at: 'connection', reply: 421 }],
  ['554 at the greeting: the way to the server, not the letter', { at: 'connection', reply: 554 }],
  ['450 to the recipient (greylisting)', { at: 'recipient', reply: 450 }],
  ['452 to the sender', { at: 'sender', reply: 452 }],
  ['530 to the sender: the session, not the letter', { at: 'sender', reply: 530 }],
  ['451 to the message', { at: 'data', reply: 451 }],
  ['a line cut within the message', 'drop-in-data'],
])('%s is tried again, and one letter is taken in', async (_name, fault) => {
  const request = await claimToAnswer(db.database, 'withdrawal');
  server.faults = [fault];
  const { result, failures } = await untilSent(request);
  expect(failures.length).toBeGreaterThan(0);
  expect(server.taken.map(({ messageId }) => `mid:${messageId.slice(1, -1)}`)).toEqual([result.location]);
});

test.each<[string, MailFault]>([
  ['the line is cut after the server has taken the letter', 'accept-then-drop'],
  ['the server answers later than is waited for', 'slow'],
])('%s: at most a second one, under the same Message-ID, with the same letter', async (_name, fault) => {
  const request = await claimToAnswer(db.database, 'withdrawal');
  server.faults = [fault];
  const { result, failures } = await untilSent(request);
  expect(failures).toHaveLength(1);
  expect(server.taken).toHaveLength(2);
  expect(new Set(server.taken.map(({ messageId }) => messageId)).size).toBe(1);
  for (const { mail } of server.taken)
    expect(createHash('sha256').update(mail.attachments[0]!.content).digest('hex')).toBe(result.sha256);
});

test.each<[string, MailFault]>([
  ['550 to the recipient', { at: 'recipient', reply: 550 }],
  ['553 to the sender', { at: 'sender', reply: 553 }],
  ['552 to the message', { at: 'data', reply: 552 }],
  ['554 to the message', { at: 'data', reply: 554 }],
])('%s fails for good, after one attempt, and the key is free for a letter that is put right', async (_name, fault) => {
  const request = await claimToAnswer(db.database, 'withdrawal');
  server.faults = [fault];
  await expect(letters().sendLetter(request)).rejects.toMatchObject({ type: 'letter-refused', nonRetryable: true });
  expect(server.attempts).toBe(1);
  expect(server.taken).toEqual([]);
  await letters().sendLetter({ ...request, date: '2026-02-20' });
  expect(server.taken[0]!.mail.text).toContain('20 February 2026');
});

test('a message that is larger than the server takes is refused before it is sent', async () => {
  const small = await TestMailServer.start({ size: 2_000 });
  try {
    const delivery = deliveryTo({ port: small.port });
    const request = await claimToAnswer(db.database, 'withdrawal');
    await expect(letters(delivery).sendLetter(request)).rejects.toMatchObject({ type: 'letter-refused' });
    expect(small.taken).toEqual([]);
  } finally {
    await small.close();
  }
});

test('a worker that dies between the answer and the record: one more under the same Message-ID, the record tells one', async () => {
  const request = await claimToAnswer(db.database, 'withdrawal');
  const real = deliveryTo();
  let died = false;
  const dies = {
    deliver: async (letter: Parameters<typeof real.deliver>[0]) => {
      const location = await real.deliver(letter);
      if (died) return location;
      died = true;
      throw new Error('killed');
    },
  };
  const attempt = () =>
    createLetterActivities({
      database: db.database,
      delivery: dies,
      templates,
      products: join(__dirname, 'products'),
    }).sendLetter(request);
  await expect(attempt()).rejects.toThrow('killed');
  const result = await attempt();
  expect(server.taken.map(({ messageId }) => `mid:${messageId.slice(1, -1)}`)).toEqual([
    result.location,
    result.location,
  ]);
});

test('nothing of what a server answers is repeated: no address, no name, no password', async () => {
  const words = `<${EMAIL}> Máire is not known here; hunter2-sesame`;
  const told: string[] = [];
  const replies = [
    { at: 'recipient', reply: 550, text: `5.1.1 ${words}` },
    { at: 'recipient', reply: 450, text: `4.2.0 ${words}` },
    { at: 'data', reply: 554, text: words },
    { at: 'connection', reply: 554, text: words },
  ] as const;
  for (const fault of replies) {
    server.faults = [fault];
    const request = await claimToAnswer(db.database, 'withdrawal');
    const error = await letters()
      .sendLetter(request)
      .catch((problem: Error) => problem);
    expect(error).toBeInstanceOf(Error);
    const { message, stack, cause } = error as Error;
    told.push([message, stack, String(cause), JSON.stringify(error)].join('\n'));
  }
  expect(told[0]).toContain('550 5.1.1 to RCPT TO');
  expect(told[1]).toContain('450 4.2.0 to RCPT TO');
  for (const text of told) expect(text).not.toMatch(/maire|example\.com|Máire|hunter2|not known/i);
});

test.each<[string, { email?: string | null; byPost?: true }]>([
  ['who has no e-mail address', { email: null }],
  ['whom e-mail does not reach, as a person has said', { byPost: true }],
])('a claimant %s gets the letter by post: it is in the folder', async (_name, { email, byPost }) => {
  const request = await claimToAnswer(db.database, 'withdrawal', email === undefined ? {} : { email });
  const { location } = await letters().sendLetter({ ...request, ...(byPost === undefined ? {} : { byPost }) });
  expect(location.startsWith(folder)).toBe(true);
  expect(existsSync(location)).toBe(true);
  expect(server.attempts).toBe(0);
});

test('a letter refused by e-mail goes by post under the same key', async () => {
  const request = await claimToAnswer(db.database, 'withdrawal');
  server.faults = [{ at: 'recipient', reply: 550 }];
  await expect(letters().sendLetter(request)).rejects.toMatchObject({ type: 'letter-refused' });
  const { location } = await letters().sendLetter({ ...request, byPost: true });
  expect(existsSync(location)).toBe(true);
  expect(server.taken).toEqual([]);
});

test('a server that nobody answers at is tried again', async () => {
  const gone = await TestMailServer.start();
  const { port } = gone;
  await gone.close();
  const request = await claimToAnswer(db.database, 'withdrawal');
  await expect(letters(deliveryTo({ port })).sendLetter(request)).rejects.toThrow(DeliveryUnavailable);
});

describe('encryption and sign-in', () => {
  const pair = ownCertificate();
  let secured: TestMailServer;
  let passwordFile: string;
  beforeAll(async () => {
    passwordFile = join(folder, 'password');
    secured = await TestMailServer.start({
      ...pair,
      disabledCommands: [],
      authOptional: false,
      onAuth: ({ username, password }, _session, done) =>
        username === 'adjutant' && password === 'sesame' ? done(null, { user: username }) : done(new Error('wrong')),
    });
  });
  afterAll(() => secured.close());
  beforeEach(() => {
    secured.taken = [];
    writeFileSync(passwordFile, 'sesame\n');
  });
  const signedIn = (more: Partial<SmtpDeliverySettings> = {}) =>
    deliveryTo({
      port: secured.port,
      tls: 'starttls',
      timeoutMs: 5_000,
      user: 'adjutant',
      passwordFile,
      tlsOptions: { ca: pair.cert },
      ...more,
    });

  test('STARTTLS, then the password from its file', async () => {
    await letters(signedIn()).sendLetter(await claimToAnswer(db.database, 'withdrawal'));
    expect(secured.taken).toMatchObject([{ encrypted: true, user: 'adjutant' }]);
  });

  test('TLS from the first byte', async () => {
    const implicit = await TestMailServer.start({ ...pair, secure: true });
    try {
      const delivery = deliveryTo({
        port: implicit.port,
        tls: 'always',
        timeoutMs: 5_000,
        tlsOptions: { ca: pair.cert },
      });
      await letters(delivery).sendLetter(await claimToAnswer(db.database, 'withdrawal'));
      expect(implicit.taken).toMatchObject([{ encrypted: true }]);
    } finally {
      await implicit.close();
    }
  });

  test('a certificate that nobody trusts: nothing is sent, and it is tried again', async () => {
    const request = await claimToAnswer(db.database, 'withdrawal');
    await expect(letters(signedIn({ tlsOptions: {} })).sendLetter(request)).rejects.toThrow(DeliveryUnavailable);
    expect(secured.taken).toEqual([]);
  });

  test('a server that does not offer encryption gets no letter and no password', async () => {
    const request = await claimToAnswer(db.database, 'withdrawal');
    const plain = deliveryTo({ tls: 'starttls', user: 'adjutant', passwordFile });
    await expect(letters(plain).sendLetter(request)).rejects.toThrow(DeliveryUnavailable);
    expect(server.attempts).toBe(0);
  });

  test('a wrong password is tried again, and a new one in the file is used without a restart', async () => {
    const request = await claimToAnswer(db.database, 'withdrawal');
    const delivery = signedIn();
    writeFileSync(passwordFile, 'forgotten');
    const error = await letters(delivery)
      .sendLetter(request)
      .catch((problem: Error) => problem);
    expect(error).toBeInstanceOf(DeliveryUnavailable);
    expect(String(error)).toContain('535');
    expect(String(error)).not.toContain('forgotten');
    writeFileSync(passwordFile, 'sesame');
    await letters(delivery).sendLetter(request);
    expect(secured.taken).toHaveLength(1);
  });

  test('a password file that cannot be read is tried again', async () => {
    const request = await claimToAnswer(db.database, 'withdrawal');
    const delivery = signedIn({ passwordFile: join(folder, 'nothing') });
    await expect(letters(delivery).sendLetter(request)).rejects.toThrow(/password cannot be read \(ENOENT\)/);
  });
});
