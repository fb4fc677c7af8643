import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readKeys } from '../../../core/toolkit/read-keys';

describe('the keys that Python source asks for', () => {
  it('are found in every way of asking', () => {
    check(
      `class TrainConfig(Base):
    def __init__(self, **kwargs):
        self.lr: float = kwargs.get('lr', 1e-6)
        self.steps = int(kwargs.get("steps", default=1000))  # kwargs.get('no')
        self.old = kwargs.pop('old', None) or kwargs['older']
        if 'ema' in kwargs and "x" not in self.config:
            self.y = f"{kwargs.get('inside')}"
        self.sample = self.get_conf('sample.width', required=True, as_type=int)
        self.mu = self.model_config.model_kwargs.get(
            'mu',
            # a comment
            [0.5, 1.0],
        )

def get_job(config):
    return config["job"]
`,
      [
        '3 TrainConfig kwargs.get lr (1e-6)',
        '4 TrainConfig kwargs.get steps (1000)',
        '5 TrainConfig kwargs.pop old (None)',
        '5 TrainConfig kwargs.subscript older',
        '6 TrainConfig kwargs.in ema',
        '6 TrainConfig self.config.in x',
        '7 TrainConfig kwargs.get inside',
        '8 TrainConfig self.get_conf sample.width',
        '9 TrainConfig self.model_config.model_kwargs.get mu ([0.5, 1.0])',
        '16 - config.subscript job',
      ],
    );
  });

  it('are no keys that are set, deleted, put together or only mentioned', () => {
    check(
      `class A:
    """kwargs.get('doc')"""
    def f(self, kwargs):
        kwargs['set'] = kwargs['a'] = 1
        del kwargs['gone']
        kwargs.get(f'{x}_y')
        kwargs.get('a' + 'b')
        kwargs.get(name)
        kwargs[0], kwargs[:'x'], kwargs.update({'z': 1})
        for key in ['x']: pass
        text = "kwargs.get('quoted')"
`,
      [],
    );
  });

  it('belong to the innermost class', () => {
    check(
      `class A:
    class B:
        x = kwargs.get('b')
    y = kwargs.get('a')
z = kwargs.get('none')
`,
      ['3 B kwargs.get b', '4 A kwargs.get a', '5 - kwargs.get none'],
    );
  });

  it('are read from a text with errors as far as it goes', () => {
    const broken = "class A:\n  x = kwargs.get('a')\n  y = = kwargs[\nclass C:\n  z = kwargs.get('c')\n";
    assert.deepEqual(
      readKeys(broken).map(({ key }) => key),
      ['a', 'c'],
    );
    check('', []);
  });
});

function check(python: string, expected: readonly string[]): void {
  const found = readKeys(python).map(({ line, inClass, receiver, how, key, fallback }) => {
    const asked = `${line} ${inClass ?? '-'} ${receiver}.${how} ${key}`;
    return fallback === undefined ? asked : `${asked} (${fallback})`;
  });
  assert.deepEqual(found, expected);
}
