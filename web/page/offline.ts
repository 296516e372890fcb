/**
 * Has the browser store the page for visits without a network.
 * @param offer is called when another build of the page is available, with the function that switches to it.
 */
export async function keepPage(offer: (change: () => void) => void): Promise<void> {
  // Missing unless the page was loaded by https or from localhost.
  const { serviceWorker } = navigator as Partial<Navigator>;
  if (serviceWorker === undefined) return;
  try {
    await serviceWorker.register('service-worker.js');
  } catch {
    // The browser stores nothing, so the page needs the network at every visit.
    return;
  }
  const registration = await serviceWorker.ready;
  const tell = (waiting: ServiceWorker) =>
    offer(() => {
      serviceWorker.addEventListener('controllerchange', () => location.reload());
      waiting.postMessage('use');
    });
  if (registration.waiting !== null) tell(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed') tell(installing);
    });
  });
}
