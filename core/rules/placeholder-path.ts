import { holdsVariable, isText } from '../syntax/config-node';
import { namesPath } from '../syntax/path-keys';
import { walkScalars } from '../syntax/walk-scalars';
import type { Rule } from './rule';

const placeholders: readonly RegExp[] = [
  /(?:^|[\\/])path[\\/]to(?:[\\/]|$)/i,
  /^<[^<>]+>$/,
  /(?:^|[\\/])your[-_ ]?(?:dataset|data|images?|photos?|videos?|folder|path|model|lora|user(?:name)?|name|project)?(?:[\\/]|$)/i,
];

export const placeholderPath: Rule = {
  code: 'placeholder-path',
  severity: 'information',
  summary: 'A placeholder path from an example.',
  claims: [{ where: 'dataset', what: 'fails', seen: 'run' }],

  *check(config) {
    for (const process of config.processes) {
      for (const { key, scalar } of walkScalars(process.mapping)) {
        if (!isText(scalar) || holdsVariable(scalar)) continue;
        if (!namesPath(key)) continue;
        const { value } = scalar;
        if (!placeholders.some((pattern) => pattern.test(value))) continue;
        yield {
          span: scalar.span,
          message: `'${value}' is a placeholder from an example. Write your own path.`,
        };
      }
    }
  },
};
