import { type Fields, record, shortText } from './answer-fields';
import { nearestName } from './nearest-name';

const mostMessages = 10;

/**
 * Why a server did not accept a workflow, in words.
 *
 * @param status of the answer to `POST /prompt`
 * @param body its JSON, or undefined when it is not JSON
 * @returns empty when it was accepted as a whole
 */
export function refusals(status: number, body: unknown): readonly string[] {
  const { error, node_errors: nodeErrors } = record(body);
  const messages = Object.entries(record(nodeErrors)).flatMap(([id, node]) => nodeMessages(id, record(node)));
  if (messages.length > 0) return messages.slice(0, mostMessages);
  if (status === 200) return [];
  const { message, details, type } = record(error);
  if (type === 'prompt_outputs_failed_validation') {
    return ['The server refused the workflow and gave no reason. Its links may form a circle.'];
  }
  const text = joined(message, details);
  return [
    text === ''
      ? `The server answered with status ${status} and gave no reason.`
      : `The server refused the workflow: ${text}`,
  ];
}

function nodeMessages(id: string, { class_type: type, errors }: Fields): readonly string[] {
  if (!Array.isArray(errors)) return [];
  const name = typeof type === 'string' ? `'${shortText(type)}'` : `node ${shortText(id)}`;
  return errors.map((error: unknown) => `${name}: ${nodeMessage(record(error))}`);
}

function nodeMessage({ type, message, details, extra_info: extra }: Fields): string {
  const { input_name: input, received_value: received, input_config: declared } = record(extra);
  const options = Array.isArray(declared) && Array.isArray(declared[0]) ? declared[0].map(String) : [];
  switch (type) {
    case 'value_not_in_list': {
      const nearest = nearestName(String(received), options);
      const hint = nearest === undefined ? '' : ` The nearest name in its list is '${shortText(nearest)}'.`;
      return `'${shortText(received)}' is not in the server's list for '${shortText(input)}'.${hint}`;
    }
    case 'required_input_missing':
      return `a value for '${shortText(input)}' is missing.`;
    // Its details are a Python traceback with the server's paths.
    case 'exception_during_inner_validation':
      return 'a link leads to an output that does not exist.';
    default:
      return joined(message, details);
  }
}

function joined(...parts: readonly unknown[]): string {
  return shortText(parts.filter((part) => typeof part === 'string' && part !== '').join(': '));
}
