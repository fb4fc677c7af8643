import { captionWords } from '../profiles/caption-words';

/**
 * The common word that a trigger word is, or is part of; undefined for a made-up word. ai-toolkit compares letters, not
 * words, so a caption with the common word counts as containing the trigger word.
 */
export function commonWordWith(trigger: string): string | undefined {
  return captionWords.includes(trigger) ? trigger : captionWords.find((word) => word.includes(trigger));
}
