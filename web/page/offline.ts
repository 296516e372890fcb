/**
 * Has the browser keep the page for visits without a network.
 * @param offer is called once another build of the page is there, with the function that changes to it.
 */
export async function keepPage(offer: (change: () => void) => void): Promise<void> {
  // Missing unless the page came by https or from this machine.
  const { serviceWorker } = navigator as Partial<Navigator>;
  if (serviceWorker === undefined) return;
  try {
    await serviceWorker.register('service-worker.js');
  } catch {
    // A browser that keeps nothing: the page needs the network at every visit.
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
