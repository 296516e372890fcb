/** The commands of the command line. Each is loaded when it is used, since some need large modules that others do not. */
import type { Command } from 'commander';

export interface CommandEntry {
  readonly name: string;
  /** Shown in the list of commands, and at the head of the command's own help. */
  readonly description: string;
  load(): Promise<Command>;
}

export const commandTable: readonly CommandEntry[] = [
  {
    name: 'infer',
    description: 'Score photos, and the faces in them.',
    load: async () => (await import('./infer/command.ts')).inferCommand(),
  },
  {
    name: 'evaluate',
    description: 'Score a folder of photos and the faces in them, and compare the scores with human ratings.',
    load: async () => (await import('./evaluate/command.ts')).evaluateCommand(),
  },
  {
    name: 'convert',
    description: 'Convert published weights to safetensors; the content determines format and model.',
    load: async () => (await import('./convert.ts')).convertCommand(),
  },
  {
    name: 'weights',
    description: 'Download weights from their publishers and convert them.',
    load: async () => (await import('./weights.ts')).weightsCommand(),
  },
  {
    name: 'models',
    description: 'List the models and, for each checkpoint, whether its weights are installed.',
    load: async () => (await import('./models.ts')).modelsCommand(),
  },
  {
    name: 'tune',
    description: 'Measure which kernel is fastest for each layer on this adapter; later runs use the results.',
    load: async () => (await import('./tune.ts')).tuneCommand(),
  },
  {
    name: 'profile',
    description: 'Measure how long each layer of a network takes.',
    load: async () => (await import('./profile.ts')).profileCommand(),
  },
  {
    name: 'check',
    description: 'Run a model on the adapter and in float64 on the processor, and name the first layer that deviates.',
    load: async () => (await import('./check.ts')).checkCommand(),
  },
  {
    name: 'completion',
    description: 'Print a shell completion script.',
    load: async () => (await import('./completion/command.ts')).completionCommand(),
  },
];
