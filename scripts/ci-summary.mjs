// node scripts/ci-summary.mjs <folder of suite.json and demo.json> <exit code of the suite> <of the demonstration>
// Sums tests and the demonstration's checks into the plain closing line. A step that failed without naming a failed check counts as one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, suiteExit, demoExit] = process.argv.slice(2);

const tests = read('suite.json');
/** A file that couldn't be loaded, or whose set-up or end failed, names no failed test. */
const failedFiles = (tests?.testResults ?? []).filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
);
const suite = {
  passed: tests?.numPassedTests ?? 0,
  failed: (tests?.numFailedTests ?? 0) + failedFiles.length + (tests?.numPendingTests ?? 0) + (tests?.numTodoTests ?? 0),
};
const checks = read('demo.json')?.checks ?? [];
const demo = { passed: checks.filter(({ ok }) => ok === true).length, failed: checks.filter(({ ok }) => ok !== true).length };

tell('suite', suite, suiteExit);
tell('demonstration', demo, demoExit);
const failed = blamed(suite, suiteExit) + blamed(demo, demoExit);
const passed = suite.passed + demo.passed;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

function blamed(counts, exit) {
  const endedBadly = exit !== '0' || counts.passed === 0;
  return counts.failed === 0 && endedBadly ? 1 : counts.failed;
}

function tell(name, counts, exit) {
  console.log(`${name}: ${counts.passed} right, ${counts.failed} wrong, exit ${exit}`);
}

function read(file) {
  try {
    return JSON.parse(readFileSync(join(folder, file), 'utf8'));
  } catch {
    return null;
  }
}
