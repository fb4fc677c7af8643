import type { IncidentSeverity, IncidentView, RemedyView } from '../../../../common/dashboard-page';
import {
  type ConfigValues,
  findLossSpikes,
  type Incident,
  type LiveReadings,
  liveIncidents,
  memoryRemedies,
  notANumberRemedies,
  type Remedy,
  type RemedyFacts,
  type RunCurve,
  type RunState,
  unstableRemedies,
} from '../../../../core/runs/index';

/** An incident with the remedies as they were offered, so that a press finds its change again. */
export interface KnownIncident extends Omit<IncidentView, 'remedies'> {
  readonly remedies: readonly Remedy[];
}

/** Everything that went wrong in a run, gravest first. */
export function knownIncidents(
  state: RunState,
  curve: RunCurve,
  config: ConfigValues | undefined,
  live: LiveReadings | undefined,
): readonly KnownIncident[] {
  const facts = remedyFacts(state, config);
  const context: Context = { state, curve, facts };
  const incidents = [
    ...state.incidents.map((incident) => fromLog(incident, context)),
    ...memoryFailure(state, facts),
    ...spikes(curve, facts),
    ...(live === undefined ? [] : whileRunning(live, facts)),
  ];
  return incidents.sort((one, other) => ranks[one.severity] - ranks[other.severity]);
}

/** As the page gets it. */
export function incidentView({ remedies, ...incident }: KnownIncident): IncidentView {
  return { ...incident, remedies: remedies.map(remedyView) };
}

function remedyView({ id, label, detail, changes }: Remedy): RemedyView {
  return { id, label, detail, edits: changes.length > 0 };
}

const ranks: Readonly<Record<IncidentSeverity, number>> = { error: 0, warning: 1, information: 2 };

interface Context {
  readonly state: RunState;
  readonly curve: RunCurve;
  readonly facts: RemedyFacts;
}

function fromLog({ code, count = 1 }: Incident, context: Context): KnownIncident {
  return { id: code, kind: code, step: undefined, remedies: [], ...texts[code](count, context) };
}

type IncidentText = Pick<KnownIncident, 'severity' | 'title' | 'detail'> &
  Partial<Pick<KnownIncident, 'step' | 'remedies'>>;

const texts: Readonly<Record<Incident['code'], (count: number, context: Context) => IncidentText>> = {
  'loss-not-a-number': (count, { state, curve, facts }) => {
    const first = firstWithout(curve);
    const since =
      first === undefined ? '' : ` The first one is step ${first}; what was saved since is corrupted.`;
    return {
      severity: 'error',
      title: 'The loss is not a number',
      detail: `${steps(count)} had no loss. ai-toolkit continues and shows a loss of 0.${since}`,
      remedies: notANumberRemedies(facts, lastSaveBefore(state, first)),
      step: first,
    };
  },
  'loss-zero': (count, { facts }) => ({
    severity: 'error',
    title: 'The loss is exactly 0',
    detail: `${steps(count)} had a loss of exactly 0, which real training does not have. The weights may be corrupted.`,
    remedies: unstableRemedies(facts),
  }),
  'step-skipped': (count, { facts }) => ({
    severity: 'warning',
    title: 'Steps skipped for lack of GPU memory',
    detail: `${steps(count)} ran out of GPU memory and trained nothing. ai-toolkit gives up after the fourth in a row.`,
    remedies: memoryRemedies(facts),
  }),
  'image-unreadable': (count) => ({
    severity: 'warning',
    title: 'Images left out',
    detail: `${images(count)} cannot be read. ai-toolkit trains without them.`,
  }),
  'not-quantized': (count) => ({
    severity: 'warning',
    title: 'Layers not quantized',
    detail: `${count} layers could not be quantized and use more GPU memory than planned.`,
  }),
  'optimizer-not-saved': () => ({
    severity: 'warning',
    title: 'The optimizer was not saved',
    detail:
      'The checkpoint is whole, but optimizer.pt is missing or cut. A resumed training begins with a new optimizer. A full disk is the usual cause.',
  }),
  'optimizer-state-not-loaded': () => ({
    severity: 'information',
    title: 'The optimizer began from scratch',
    detail: 'ai-toolkit could not read optimizer.pt and continued with a new optimizer state.',
  }),
  'rank-changed': () => ({
    severity: 'information',
    title: 'The rank was changed',
    detail:
      'The checkpoint has another rank than the config. ai-toolkit expanded its weights and dropped the optimizer state.',
  }),
  'already-finished': () => ({
    severity: 'information',
    title: 'Nothing was trained',
    detail: 'The training was already at its last step. More steps in train.steps continue it.',
  }),
};

/** A run that memory ended is not an incident on the way, but has the same remedies. */
function memoryFailure({ failure }: RunState, facts: RemedyFacts): KnownIncident[] {
  if (failure === undefined || !/memory/.test(failure.reason)) return [];
  if (!/GPU/.test(failure.message)) return [];
  return [
    {
      id: 'out-of-memory',
      kind: 'out-of-memory',
      severity: 'error',
      step: undefined,
      title: 'The GPU ran out of memory',
      detail: failure.message,
      remedies: memoryRemedies(facts),
    },
  ];
}

function spikes({ steps: at, losses }: RunCurve, facts: RemedyFacts): KnownIncident[] {
  return findLossSpikes(at, losses).map(({ firstStep, lastStep, height, level }) => ({
    id: `spike-${firstStep}`,
    kind: 'loss-spike',
    severity: 'warning',
    step: firstStep,
    title: 'Loss spike',
    detail: `From step ${firstStep} to ${lastStep} the loss rose to ${(height / level).toFixed(1)} times its level before (${height.toPrecision(3)} against ${level.toPrecision(3)}, medians of 10 steps).`,
    remedies: unstableRemedies(facts),
  }));
}

function whileRunning(readings: LiveReadings, facts: RemedyFacts): KnownIncident[] {
  return liveIncidents(readings).map((incident) => {
    if (incident.code === 'stalled') {
      const minutes = Math.round(incident.seconds / 60);
      return {
        id: 'stalled',
        kind: 'stalled',
        severity: 'warning',
        step: undefined,
        title: 'No output',
        detail: `The log has not changed for ${minutes} min. In this phase ai-toolkit prints something at least every ${Math.round(incident.expected / 60)} min.`,
        remedies: [],
      };
    }
    return {
      id: incident.code,
      kind: incident.code,
      severity: 'warning',
      step: undefined,
      title: incident.isMemoryFull ? 'GPU memory is full and steps became slow' : 'Steps became slow',
      detail: `A step takes ${incident.slowdown.toFixed(1)} times as long as before${incident.isMemoryFull ? ' while the GPU memory is full' : ''}. The driver may be moving memory to the computer, which nvidia-smi does not show.`,
      remedies: memoryRemedies(facts),
    };
  });
}

function remedyFacts(state: RunState, config: ConfigValues | undefined): RemedyFacts {
  const isOn = (key: string) => /^true$/i.test(config?.get(key) ?? '');
  return {
    learningRate: state.log.config?.learningRate ?? number(config?.get('train.lr')),
    trainTextEncoder: isOn('train.train_text_encoder'),
    quantize: isOn('model.quantize'),
    cacheLatentsToDisk: isOn('datasets[0].cache_latents_to_disk'),
    cacheTextEmbeddings: isOn('train.cache_text_embeddings'),
    lowVram: isOn('model.low_vram'),
  };
}

function number(text: string | undefined): number | undefined {
  const value = Number(text);
  return text !== undefined && text.trim() !== '' && Number.isFinite(value) ? value : undefined;
}

function firstWithout({ steps: at, losses, count }: RunCurve): number | undefined {
  for (let index = 0; index < count; index++) if (!Number.isFinite(losses[index] ?? 0)) return at[index];
  return undefined;
}

function lastSaveBefore({ folder }: RunState, step: number | undefined): number | undefined {
  const saved = (folder?.checkpoints ?? []).flatMap((checkpoint) => checkpoint.step ?? []);
  return saved.filter((each) => step === undefined || each < step).at(-1);
}

function steps(count: number): string {
  return count === 1 ? 'One step' : `${count} steps`;
}

function images(count: number): string {
  return count === 1 ? 'One image' : `${count} images`;
}
