import path from 'node:path';

/**
 * The folder in a job folder that keeps what we know about the run. Its name begins with a dot: at a resume, ai-toolkit takes
 * every file and folder that begins with the job's name for a checkpoint (BaseSDTrainProcess.py:823-850), and its patterns do
 * not match names that begin with a dot.
 */
export function keptWithRun(jobFolder: string): string {
  return path.join(jobFolder, '.qwen-lora');
}
