/** Endings for a prompt, in the guide's words (§9), with what they are for. */
export const promptSuffixes: readonly { readonly text: string; readonly purpose: string }[] = [
  { text: 'natural skin texture, 8K', purpose: 'Makes skin look real instead of smooth.' },
  {
    text: 'photorealistic, detailed skin, natural lighting',
    purpose: 'Makes bodies look real; words of your captions, such as realistic_body, belong before it.',
  },
  { text: 'shot on Canon R5 85mm', purpose: 'Names the camera. The guide puts it near the end.' },
  { text: 'natural lighting', purpose: 'Names the light. The guide puts it last.' },
];

/** Beginnings for a prompt, without the trigger word. */
export const promptSubjects: readonly string[] = [
  'portrait, smiling, natural lighting, natural skin texture, 8K',
  'full body, standing, photorealistic, detailed skin, natural lighting',
];
