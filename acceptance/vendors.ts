import { join } from 'node:path';
import { assertVendors, validateLedgerFile } from '../sandbox/contracts/validate-ledger.ts';

/**
 * Every answer that the sandbox of this stack gave is one that its vendor could give, those of injected faults too.
 * @throws with the wrong ones
 */
export async function judgeAnswers(dir: string): Promise<void> {
  const verdict = await validateLedgerFile(join(dir, 'sandbox', 'ledger.jsonl'));
  assertVendors(verdict);
  process.stderr.write(`  ${verdict.looked} answers of the sandbox held against the vendors' shapes\n`);
}
