import { type Graph, isLink } from './graph';

/** ComfyUI's API form: what `POST /prompt` takes as `prompt`. Ids are texts, also in links. */
export type ApiWorkflow = Readonly<
  Record<
    string,
    {
      readonly class_type: string;
      readonly inputs: Readonly<Record<string, string | number | boolean | readonly [string, number]>>;
    }
  >
>;

export function toApiWorkflow(graph: Graph): ApiWorkflow {
  return Object.fromEntries(
    graph.map(({ id, type, inputs }) => [
      String(id),
      {
        class_type: type,
        inputs: Object.fromEntries(
          Object.entries(inputs).map(([name, value]) => [
            name,
            isLink(value) ? ([String(value.node), value.slot] as const) : value,
          ]),
        ),
      },
    ]),
  );
}
