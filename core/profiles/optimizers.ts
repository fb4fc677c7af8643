/**
 * Whether an optimizer finds its own learning rate: prodigy and dadaptation raise anything below 0.1 to 1
 * (toolkit/optimizer.py:18, 34, 47), automagic moves it by itself.
 */
export function setsOwnRate(optimizer: string | undefined): boolean {
  return optimizer !== undefined && /^(?:prodigy|dadaptation|automagic)/i.test(optimizer);
}
