import type { HeaderFault, SafetensorsHeader } from '../../trainer/safetensors-header';
import { readLoraKey } from './lora-keys';
import { comfyLoading, diffusersLoading } from './lora-loading';
import { faultProblem, findProblems, testModelNotes } from './lora-problems';
import type { LoraFile, LoraKind, LoraReport } from './lora-report';
import { type KeyedTensor, readShapes } from './lora-shapes';
import { readLoraMetadata } from './read-metadata';

/**
 * Judges a LoRA file from its header and its tensors' values.
 *
 * What no file tells stays unsaid: alpha as it was written in the config, 2509 or 2511, and whether the LoRA is good.
 */
export function judgeLora(file: LoraFile): LoraReport {
  const { header } = file;
  return typeof header === 'string' ? unreadable(file, header) : judgeTensors(file, header);
}

function judgeTensors(file: LoraFile, header: SafetensorsHeader): LoraReport {
  const whole = file.size === header.dataStart + header.dataLength;
  const tensors: readonly KeyedTensor[] = header.tensors.map((tensor) => ({
    tensor,
    key: readLoraKey(tensor.name),
  }));
  const kind = kindOf(tensors);
  const shapes = readShapes(tensors);
  const facts = { kind, tensors, misfits: shapes.misfits, readable: whole };
  const metadata = readLoraMetadata(header.metadata);
  const loading = comfyLoading(facts);
  const changed = kind === 'model' ? [] : tensors.filter(({ key }) => key.suffix !== '');
  const blocks = new Set(changed.flatMap(({ key }) => (key.block === undefined ? [] : [key.block])));
  const comfyui = { ...loading, notes: [...loading.notes, ...testModelNotes(shapes, blocks)] };
  return {
    file: file.file,
    whole,
    kind,
    ...metadata,
    modules: new Set(changed.map(({ key }) => key.module)).size,
    blocks: blocks.size,
    rank: rankOf(tensors),
    dtype: mostUsedDtype(header),
    mode: modeText(file.mode),
    problems: findProblems({ file, header, whole, kind, tensors, shapes, comfyui, blocks }),
    comfyui,
    diffusers: diffusersLoading(facts),
    sameAs: file.sameAs ?? null,
  };
}

function unreadable(file: LoraFile, fault: HeaderFault): LoraReport {
  const facts = { kind: 'other', tensors: [], misfits: new Set<string>(), readable: false } as const;
  return {
    file: file.file,
    whole: false,
    kind: 'other',
    ...readLoraMetadata(new Map()),
    modules: 0,
    blocks: 0,
    rank: null,
    dtype: null,
    mode: modeText(file.mode),
    problems: [faultProblem(fault)],
    comfyui: comfyLoading(facts),
    diffusers: diffusersLoading(facts),
    sameAs: file.sameAs ?? null,
  };
}

function kindOf(tensors: readonly KeyedTensor[]): LoraKind {
  const roles = new Set(tensors.map(({ key }) => key.role));
  if (roles.has('lokr')) return 'lokr';
  if (roles.has('magnitude') || roles.has('dora-scale')) return 'dora';
  if (roles.has('down') || roles.has('up') || roles.has('diff')) return 'lora';
  if (roles.has('loha')) return 'other';
  return tensors.some(({ key }) => key.known && key.role === 'weight') ? 'model' : 'other';
}

/** The rank that most modules have: rows of lora_A, or the inner size of a factored LoKr. */
function rankOf(tensors: readonly KeyedTensor[]): number | null {
  const counts = new Map<number, number>();
  for (const { key, tensor } of tensors) {
    const rank = rankOfTensor(key.role, key.suffix, tensor.shape);
    if (rank !== undefined) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function rankOfTensor(role: string, suffix: string, shape: readonly number[]): number | undefined {
  if (role === 'down') return shape[0];
  return /^lokr_w[12]_a$/.test(suffix) ? shape[1] : undefined;
}

function mostUsedDtype({ tensors }: SafetensorsHeader): string | null {
  const bytes = new Map<string, number>();
  for (const { dtype, start, end } of tensors) bytes.set(dtype, (bytes.get(dtype) ?? 0) + (end - start));
  return [...bytes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

function modeText(mode: number | undefined): string | null {
  return mode === undefined ? null : `0${(mode & 0o777).toString(8).padStart(3, '0')}`;
}
