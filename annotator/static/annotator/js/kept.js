// What this browser remembers between visits; where storage is forbidden, nothing.

/** Keep a value under a key, if one is given; the value there, or null. */
export function kept(key, value) {
  try {
    if (value !== undefined) localStorage.setItem(key, value);
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
