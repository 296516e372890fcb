/** Processor time of `work` in this process, in seconds, which does not depend on how busy the machine is otherwise. */
export async function processorSeconds(work: () => unknown): Promise<number> {
  const begun = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1e6;
}
