import { Connection } from '@temporalio/client';
import { testTemporal } from '../support/temporal';

test('the Temporal server of the test run answers and knows the search attributes of the claims process', async () => {
  const { address, namespace } = testTemporal();
  const connection = await Connection.connect({ address });
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  expect(Object.keys(customAttributes ?? {})).toEqual(
    expect.arrayContaining(['AdjutantStatus', 'AdjutantAmountMinor']),
  );
  await connection.close();
});
