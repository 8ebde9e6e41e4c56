import { parseOptions } from './soak/options.ts';
import { soak } from './soak/run.ts';

/** `node acceptance/soak.ts --seed N --minutes 5 --sessions 200 --registrants 3000`: exits with 1 when anything disagrees. */
const options = parseOptions(process.argv);
const again = `node acceptance/soak.ts ${Object.entries(options)
  .map(([name, value]) => `--${name} ${value}`)
  .join(' ')}`;
console.log(again);
try {
  const { problems, figures, evidence } = await soak(options, (line) => console.log(line));
  console.log(JSON.stringify(figures, null, 2));
  for (const problem of problems.slice(0, 50)) console.error(`- ${problem}`);
  if (problems.length === 0) console.log('Calendar, mails and workflows agree.');
  else {
    console.error(`${problems.length} problems. Again with: ${again}\nEvidence: ${evidence}`);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error);
  console.error(`Again with: ${again}`);
  process.exitCode = 1;
}
