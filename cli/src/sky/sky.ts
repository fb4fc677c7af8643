import { readFile, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isAccelerator, isInfra, type SkyOptions, skyTask } from '../../../core/elsewhere/index';
import { messageOf, onlyOne, runCommand, unusable } from '../command';

const usage = `Usage: qwen-lora sky CONFIG --gpu NAME:COUNT [options] --print|--output FILE

Writes a SkyPilot task that trains a config on another machine. Nothing is started or sent.

  --gpu NAME:COUNT      a GPU by SkyPilot's name, such as L40S:1; repeat it for others that are good as well
  --where PLACE         SkyPilot's infra: runpod, lambda, aws/us-east-1, k8s, slurm/cluster, ssh/pool (default: any)
  --spot                use a spot machine, which is cheaper and can end at any time
  --bucket NAME         keep checkpoints and samples in a bucket; a spot run resumes from there
  --max-hourly-cost N   refuse machines above N dollars an hour
  --toolkit-ref COMMIT  the commit of ai-toolkit (default: the one that this program describes)
  --print               print the task
  --output FILE         write it to a file that does not exist yet
  --help                print this

Notes about the task go to standard error. Exit status: 0 written, 2 unusable input.
`;

/** The commit whose facts this program contains (schemas/facts/toolkit.json). */
const describedCommit = '27a03a91';
/** A config is a page of text; more is another kind of file, in bytes. */
const mostBytes = 100_000;

/** Runs `qwen-lora sky` and gives its exit status. */
export function runSky(args: readonly string[]): Promise<number> {
  return runCommand({ name: 'sky', usage, read: readArguments, run: tryToWrite }, args);
}

async function tryToWrite(wanted: SkyArguments): Promise<number> {
  try {
    return await writeTask(wanted);
  } catch (error) {
    return unusable('sky', messageOf(error));
  }
}

interface SkyArguments extends Omit<SkyOptions, 'resolve'> {
  readonly input: string;
  readonly output: string | undefined;
}

async function writeTask(wanted: SkyArguments): Promise<number> {
  if ((await stat(wanted.input)).size > mostBytes)
    throw new Error(`${wanted.input} is too large for a config.`);
  const text = await readFile(wanted.input, 'utf8');
  const task = skyTask(text, wanted.input.endsWith('.json') ? 'json' : 'yaml', {
    ...wanted,
    resolve: (written) => path.resolve(written.replace(/^~(?=$|[\\/])/, homedir())),
  });
  if (typeof task === 'string') throw new Error(`${wanted.input}: ${task}`);
  // 'wx': a file of the user's is never written over.
  if (wanted.output === undefined) process.stdout.write(task.yaml);
  else await writeFile(wanted.output, task.yaml, { flag: 'wx' });
  for (const note of task.notes) process.stderr.write(`${note}\n`);
  return 0;
}

/** Undefined asks for the usage. Throws an error with a sentence for arguments that cannot be used. */
function readArguments(args: readonly string[]): SkyArguments | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      gpu: { type: 'string', multiple: true },
      where: { type: 'string' },
      spot: { type: 'boolean', default: false },
      bucket: { type: 'string' },
      'max-hourly-cost': { type: 'string' },
      'toolkit-ref': { type: 'string', default: describedCommit },
      print: { type: 'boolean', default: false },
      output: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const gpus = values.gpu ?? [];
  const input = onlyOne(positionals, 'Name one config.');
  if (values.print === (values.output !== undefined))
    throw new Error('Give either --print or --output FILE.');
  check(gpus.length > 0, 'Name a GPU with --gpu, such as --gpu L40S:1.');
  for (const gpu of gpus)
    check(isAccelerator(gpu), `--gpu is a name and a count such as L40S:1, not '${gpu}'.`);
  const { where, bucket } = values;
  check(
    where === undefined || isInfra(where),
    `--where is a place such as runpod or aws/us-east-1, not '${where}'.`,
  );
  check(
    bucket === undefined || /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket),
    `'${bucket}' is not a bucket name.`,
  );
  check(
    /^[0-9A-Za-z][\w./-]{0,80}$/.test(values['toolkit-ref']),
    '--toolkit-ref is a commit, tag or branch.',
  );
  const cost = values['max-hourly-cost'];
  check(cost === undefined || Number(cost) > 0, `--max-hourly-cost is a number above 0, not '${cost}'.`);
  return {
    input,
    gpus,
    where,
    bucket,
    spot: values.spot,
    maxHourlyCost: cost === undefined ? undefined : Number(cost),
    toolkitCommit: values['toolkit-ref'],
    output: values.output,
  };
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}
