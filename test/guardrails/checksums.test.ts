/** Numbers that prove themselves: published examples pass, the same with one sign changed do not. */
import {
  isIban,
  isIpAddress,
  isLuhnValid,
  isPaymentCard,
  isSocialSecurityNumber,
} from '../../activities/guardrails/personal-data/checksums';

test.each(['4111 1111 1111 1111', '5555-5555-5555-4444', '378282246310005', '6011111111111117', '3530111333300000'])(
  'card %s, and no other last digit',
  (card) => {
    expect(isPaymentCard(card)).toBe(true);
    for (let digit = 0; digit < 10; digit += 1) {
      const changed = card.slice(0, -1) + digit;
      expect(isPaymentCard(changed)).toBe(changed === card);
    }
  },
);

test('numbers that are no card: zeros, too short, another industry', () => {
  expect(isLuhnValid('0000 0000 0000 0000')).toBe(false);
  expect(isLuhnValid('79927398713')).toBe(false);
  expect(isPaymentCard('9111111111111111')).toBe(false);
});

test.each(['GB82 WEST 1234 5698 7654 32', 'DE89370400440532013000', 'IE29AIBK93115212345678', 'NO9386011117947'])(
  'IBAN %s, and none with two signs changed places or a wrong length',
  (iban) => {
    expect(isIban(iban)).toBe(true);
    expect(isIban(`${iban}0`)).toBe(false);
    expect(isIban(iban.replace(/(\d)(\d)$/, (_, one: string, two: string) => (one === two ? '99' : two + one)))).toBe(
      false,
    );
  },
);

test.each([
  ['123-45-6789', true],
  ['000-12-3456', false],
  ['666-12-3456', false],
  ['900-12-3456', false],
  ['123-00-4567', false],
  ['123-45-0000', false],
])('social security number %s: %s', (number, valid) => expect(isSocialSecurityNumber(number)).toBe(valid));

test.each([
  ['192.168.0.1', true],
  ['256.1.1.1', false],
  ['1.2.3', false],
  ['2001:db8::ff00:42:8329', true],
  ['2001:0db8:0000:0000:0000:ff00:0042:8329', true],
  ['1::2::3', false],
])('address %s: %s', (address, valid) => expect(isIpAddress(address)).toBe(valid));
