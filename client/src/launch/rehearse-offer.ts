/** The button that offers a rehearsal, and what it means. */
export const rehearseLabel = 'Rehearse';
export const rehearseDetail = 'Runs ai-toolkit for a few steps with a small random model, in about a minute';
