/** RFC 5322 section 3.3, in UTC: `Mon, 23 Nov 2026 12:00:00 +0000`. */
export function dateTime(atMs: number): string {
  return new Date(atMs).toUTCString().replace("GMT", "+0000");
}
