import { vramTooSmall } from '../plan/index';
import type { CodeFacts } from '../syntax/finding';

/** The codes of the checks that need the machine; like rules, each has a page and can be switched off. */
export const launchCodes: readonly CodeFacts[] = [
  {
    code: 'disk-full',
    severity: 'error',
    summary: 'The disk of the job folder has no room for a checkpoint.',
  },
  { code: 'disk-low', severity: 'warning', summary: 'The disk of the job folder has little room left.' },
  { code: 'gpu-busy', severity: 'warning', summary: 'Another program uses the GPU.' },
  {
    code: 'gpu-memory-low',
    severity: 'warning',
    summary: 'The GPU has less memory free than the run needs.',
  },
  { code: 'gpu-missing', severity: 'error', summary: 'No NVIDIA GPU is found.' },
  {
    code: 'hub-access',
    severity: 'error',
    summary: 'Hugging Face does not give the model to this user, or has no model of this name.',
  },
  {
    code: 'hub-cache',
    severity: 'error',
    summary: 'The model cannot be downloaded to the Hugging Face cache.',
  },
  {
    code: 'job-folder-not-writable',
    severity: 'error',
    summary: 'Nothing can be saved to the job folder.',
  },
  {
    code: 'memory-low',
    severity: 'warning',
    summary: "The computer's memory is too small to load the model.",
  },
  {
    code: 'package-version',
    severity: 'warning',
    summary: 'Installed packages differ from what ai-toolkit pins, or do not fit torch.',
  },
  { code: 'shared-memory-low', severity: 'warning', summary: '/dev/shm is too small for the data loaders.' },
  vramTooSmall,
  { code: 'torch-unusable', severity: 'error', summary: 'torch is missing, or cannot use the GPU.' },
];
