import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checkWorkflow } from '../../../../core/comfyui/server/check-workflow';
import { refusals } from '../../../../core/comfyui/server/refusals';
import { placeInQueue, readEvent, readHistory } from '../../../../core/comfyui/server/sent-result';
import { readServerNodes } from '../../../../core/comfyui/server/server-nodes';
import type { ApiWorkflow } from '../../../../core/comfyui/workflow/to-api';
import { repositoryRoot } from '../../../support/find-in-text';

const shared = path.resolve(repositoryRoot, '../shared/real-runs-after');
const read = (name: string) => JSON.parse(readFileSync(path.join(shared, name), 'utf8'));

interface Change {
  readonly node: string;
  readonly input?: string;
  readonly now?: unknown;
  readonly _meta?: unknown;
}
interface Case {
  readonly change: readonly Change[];
  readonly status: number;
  readonly reply: unknown;
}

if (!existsSync(shared)) {
  it('has no recorded answers of a server to compare with', (test) =>
    test.diagnostic('../shared/real-runs-after is not there.'));
} else {
  const nodes = readServerNodes(read('object_info.json'));
  const replies: { base: ApiWorkflow; cases: Record<string, Case> } = read('replies.json');

  describe('a workflow is checked as the recorded server did', () => {
    for (const [name, { change, status, reply }] of Object.entries(replies.cases)) {
      it(`${name}: ${status}`, () => {
        const problems = checkWorkflow(changed(replies.base, change), nodes);
        const said = refusals(status, reply);
        const isRefused = said.length > 0;
        assert.equal(status === 200 || isRefused, true, 'A refusal has a reason.');
        for (const text of said) {
          assert.ok(text.length > 10 && text.length < 800, text);
          assert.doesNotMatch(text, /Traceback|File "|undefined|\[object/);
        }
        const isPointless = name === 'no-output';
        if (!isPointless) assert.equal(problems.length > 0, isRefused, JSON.stringify(problems));
        const place = change.find(({ input }) => input !== undefined);
        if (problems[0]?.input !== undefined && place !== undefined) {
          assert.deepEqual([problems[0].node, problems[0].input], [place.node, place.input]);
        }
      });
    }
  });

  it('a value that the server accepts and does something else with is found', () => {
    const workflow = read('workflows/edit-plus-2511-index_timestep_zero.api.json');
    const found = checkWorkflow(workflow, nodes).filter(({ input }) => input === 'reference_latents_method');
    assert.equal(found.length, 2);
    assert.match(found[0]?.message ?? '', /'index_timestep_zero' .* do something else/);
  });

  it('a LoRA in a folder of the server is named', () => {
    const base = structuredClone(replies.base) as Record<string, { inputs: Record<string, unknown> }>;
    if (base['4']) base['4'].inputs.lora_name = 'mira.safetensors';
    const [problem] = checkWorkflow(base as never, nodes);
    assert.match(
      problem?.message ?? '',
      /models\/loras\. The nearest name in its list is 'sub\/mira\.safetensors'/,
    );
  });

  describe('the recorded events and histories', () => {
    const recorded = read('ws-and-history.json');
    const kinds = { success: 'success', failing: 'failed', interrupted: 'interrupted' } as const;
    for (const [name, kind] of Object.entries(kinds)) {
      it(`tell how '${name}' went`, () => {
        const { reply, events, history } = recorded[name];
        const id: string = reply.prompt_id;
        const seen = events.flatMap((event: unknown) => readEvent(JSON.stringify(event)) ?? []);
        assert.ok(seen.every((event: { id: string }) => event.id === id));
        assert.equal(seen.at(-1)?.kind, 'over');
        assert.ok(seen.some((event: { kind: string }) => event.kind === 'progress'));
        assert.equal(readHistory({ [id]: history }, id)?.kind, kind);
        assert.equal(readHistory({}, id), undefined);
      });
    }

    it('name the saved image, why it failed, and what runs', () => {
      const { success, failing, interrupted } = recorded;
      const result = readHistory({ x: success.history }, 'x');
      assert.deepEqual(result?.kind === 'success' && result.images, [
        { filename: 'seq_00001_.png', subfolder: 'cmp', type: 'output' },
      ]);
      const failed = readHistory({ x: failing.history }, 'x');
      assert.match(
        failed?.kind === 'failed' ? failed.message : '',
        /^'SaveImage' failed: .*outside the output/,
      );
      const { queue_while_running: queue, reply } = interrupted;
      assert.equal(placeInQueue(queue, reply.prompt_id), 'running');
      assert.equal(placeInQueue(queue, 'another'), undefined);
    });
  });
}

function changed(base: ApiWorkflow, changes: readonly Change[]): ApiWorkflow {
  const graph: Record<string, { class_type: string; inputs: Record<string, unknown> }> = structuredClone(
    base,
  ) as never;
  for (const { node, input, now } of changes) {
    if (input !== undefined) {
      const inputs = graph[node]?.inputs ?? {};
      if (now === '(absent)') delete inputs[input];
      else inputs[input] = now;
    } else if (now === null) delete graph[node];
    else if (now !== undefined) graph[node] = now as never;
  }
  return graph as never;
}
