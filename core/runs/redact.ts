const secrets: readonly (readonly [RegExp, string])[] = [
  [/\bhf_[A-Za-z0-9]{16,}/g, 'hf_…'],
  [/\bsk-[A-Za-z0-9_-]{16,}/g, 'sk-…'],
  [/\bghp_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}/g, 'gh…'],
  [/\bBearer\s+[\w.~+/-]+=*/gi, 'Bearer …'],
  [/:\/\/[^\s/@:]+:[^\s/@]+@/g, '://…@'],
  [/((?:api[_-]?key|token|secret|password|passwd|authorization)["']?\s*[=:]\s*["']?)[^\s"',)]{4,}/gi, '$1…'],
  [/([?&](?:token|sig|signature|key|X-Amz-Signature|X-Amz-Credential)=)[^&\s"']+/gi, '$1…'],
  [/\b[0-9a-f]{40}\b/g, '…'],
];

const homes: readonly RegExp[] = [
  /(?:\/home|\/Users)\/[^/\s'":]+/g,
  /[A-Za-z]:\\{1,2}Users\\{1,2}[^\\\s'"]+/g,
];

/** Removes tokens, keys and passwords from a text that is shown or copied. */
export function withoutSecrets(text: string): string {
  return secrets.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), text);
}

/** Removes secrets and the names of home folders, for a text that is shown to strangers. */
export function forStrangers(text: string): string {
  return homes.reduce((clean, pattern) => clean.replace(pattern, '~'), withoutSecrets(text));
}
