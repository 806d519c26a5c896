/** Says what is being done, that it is still being done, and how long it took. Standard error: output stays clean for programs. */
export async function showProgress(title, work) {
  const since = Date.now();
  const seconds = () => `${Math.round((Date.now() - since) / 1000)} s`;
  process.stderr.write(`${title} …`);
  const timer = setInterval(() => process.stderr.write(` ${seconds()} …`), 5000);
  try {
    const result = await work();
    process.stderr.write(` done (${seconds()})\n`);
    return result;
  } catch (error) {
    process.stderr.write(` failed\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}
