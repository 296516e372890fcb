/** Seconds of the processor that some work takes in this process: others may keep the machine busy. */
export async function processorSeconds(work: () => unknown): Promise<number> {
  const begun = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1e6;
}
