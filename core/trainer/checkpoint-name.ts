/** A file name taken apart: `maya_000000250.safetensors` is step 250 of the job `maya`; the last save has no step. */
export function checkpointStep(fileName: string, jobName: string): number | 'final' | undefined {
  if (!fileName.startsWith(jobName)) return undefined;
  const rest = fileName.slice(jobName.length);
  if (/^(?:_LoRA)?\.(?:safetensors|pt)$/.test(rest) || rest === '') return 'final';
  const numbered = /^(?:_LoRA)?_(\d{9})(?:\.(?:safetensors|pt))?$/.exec(rest);
  return numbered ? Number(numbered[1]) : undefined;
}
