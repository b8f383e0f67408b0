#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander';
import { version } from '../../package.json';
import type { DoctorOptions } from './commands/doctor.ts';
import type { EmbeddingsOptions } from './commands/embeddings.ts';
import type { InspectOptions } from './commands/inspect.ts';
import type { RecordOptions } from './commands/record.ts';
import type { ScanOptions } from './commands/scan.ts';
import type { StatsOptions } from './commands/stats.ts';
import type { SummaryOptions } from './commands/summary.ts';
import type { VerifyCommandOptions } from './commands/verify.ts';
import { fail, usageExitCode } from './fail.ts';
import { collect, positiveNumber, tolerance, wholeNumber } from './options.ts';

/**
 * The command line. Each command is loaded when it is run, so that `--help` and `inspect` start at once.
 * Exit codes as `diff`: 0 the same or fine, 1 different or damaged, 2 could not do it.
 */
const program = new Command('saved-model')
  .description(
    'Shows what TensorFlow and Keras save, and proves that a reload predicts what the original predicted.',
  )
  .version(version)
  .option('--debug', 'print stack traces of errors')
  .exitOverride()
  .configureHelp({ sortSubcommands: false, showGlobalOptions: true });

const artifactHelp = 'a directory or a file of a saved model, or a checkpoint prefix';
const python = () =>
  new Option('--python <path>', 'look into this interpreter or environment for TensorFlow first');
const json = () => new Option('--json', 'print one JSON document');

program
  .command('inspect')
  .description('what it is: versions, signatures, layers, tensors, findings')
  .argument('<path>', artifactHelp)
  .option('--all', 'list every layer and every tensor')
  .addOption(json())
  .action(async (path: string, options: InspectOptions) => {
    const { inspect } = await import('./commands/inspect.ts');
    process.exitCode = await inspect(path, options);
  });

program
  .command('summary')
  .description('its layers as model.summary() of Keras prints them')
  .argument('<path>', artifactHelp)
  .addOption(json())
  .action(async (path: string, options: SummaryOptions) => {
    const { summary } = await import('./commands/summary.ts');
    process.exitCode = await summary(path, options);
  });

program
  .command('scan')
  .description('what is damaged, what it does when it is run, and where it will not load')
  .argument('<path>', artifactHelp)
  .addOption(python())
  .addOption(json())
  .action(async (path: string, options: ScanOptions) => {
    const { scan } = await import('./commands/scan.ts');
    process.exitCode = await scan(path, options);
  });

program
  .command('stats')
  .description('figures of every value of every tensor')
  .argument('<path>', artifactHelp)
  .option(
    '--tensor <glob>',
    'only tensors whose name or object path matches; may be repeated',
    collect,
  )
  .option('--checksums', 'show which tensors were held against a checksum')
  .addOption(json())
  .action(async (path: string, options: StatsOptions) => {
    const { stats } = await import('./commands/stats.ts');
    process.exitCode = await stats(path, options);
  });

program
  .command('embeddings')
  .description('embedding tables: norms, zero and equal rows, variance, and what is near a row')
  .argument('<path>', artifactHelp)
  .option('--tensor <name>', 'only this table; any tensor of two dimensions may be one')
  .option('--neighbors <row>', 'list the nearest of all rows to this one: its number, or its label')
  .option('--k <count>', 'how many of them', wholeNumber, 10)
  .addOption(
    new Option('--metric <metric>', 'what near means')
      .choices(['cosine', 'dot', 'euclid'])
      .default('cosine'),
  )
  .option('--labels <file>', 'words for the rows: a text file, a label a line, or CSV or TSV')
  .option('--export <file>', 'write the table as a NumPy array into a new file')
  .addOption(json())
  .action(async (path: string, options: EmbeddingsOptions) => {
    const { embeddings } = await import('./commands/embeddings.ts');
    process.exitCode = await embeddings(path, options);
  });

program
  .command('verify')
  .description('reload the model, run it, and compare with what the original predicted')
  .argument('<path>', artifactHelp)
  .option(
    '--against <file>',
    'a prediction file or TensorFlow Serving warmup records; without it what the model carries',
  )
  .option('--inputs <file>', 'JSON file of inputs to run on, where there is no original')
  .option('--tags <tags>', 'tags of the meta graph, separated by commas')
  .option('--signature <name>', 'the signature to run')
  .option('--rtol <number>', 'relative tolerance', tolerance)
  .option('--atol <number>', 'absolute tolerance', tolerance)
  .option('--exact', 'bits must be identical')
  .option('--time-limit <seconds>', 'stop after this long', positiveNumber, 300)
  .addOption(python())
  .addOption(
    new Option('--format <format>', 'how the report is printed')
      .choices(['text', 'json', 'markdown', 'junit'])
      .default('text'),
  )
  .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
  .action(async (path: string, options: VerifyCommandOptions) => {
    const { verify } = await import('./commands/verify.ts');
    process.exitCode = await verify(path, options);
  });

program
  .command('record')
  .description('run the model and write what it predicts into a prediction file')
  .argument('<path>', artifactHelp)
  .option(
    '--out <file>',
    'where to; without it beside the model, where verify finds it. A file called tf_serving_warmup_requests is added to as TensorFlow Serving reads it',
  )
  .option(
    '--inputs <file>',
    'JSON file with the inputs; without it a sample made from the signature',
  )
  .option('--tags <tags>', 'tags of the meta graph, separated by commas')
  .option('--signature <name>', 'the signature to run')
  .addOption(python())
  .addOption(json())
  .action(async (path: string, options: RecordOptions) => {
    const { record } = await import('./commands/record.ts');
    process.exitCode = await record(path, options);
  });

program
  .command('doctor')
  .description('which TensorFlow would run models, where it was looked for, and what to do')
  .option('--setup', 'fetch and compile what is missing')
  .addOption(python())
  .addOption(json())
  .action(async (options: DoctorOptions) => {
    const { doctor } = await import('./commands/doctor.ts');
    process.exitCode = await doctor(options);
  });

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of the pipe has left (`| head`): nothing is wrong.
  if (error.code !== 'EPIPE') throw error;
});

try {
  await program.parseAsync();
} catch (thrown) {
  // Commander has said what is wrong with the words; --help and --version are no errors.
  process.exitCode =
    thrown instanceof CommanderError
      ? thrown.exitCode === 0
        ? 0
        : usageExitCode
      : fail(thrown, { debug: program.opts<{ debug?: boolean }>().debug === true });
}
