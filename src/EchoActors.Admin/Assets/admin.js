// Starts the live page and keeps it connected. When the node does not answer, it says so within seconds and reconnects.
(() => {
  const silenceMilliseconds = 6000; // the node sends something at least every 2 s
  const notice = document.getElementById('connection');
  let down = false;

  const utc = () => `${new Date().toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const pause = milliseconds => new Promise(resume => setTimeout(resume, milliseconds));

  const answers = async path => {
    try {
      return (await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(3000) })).ok;
    } catch {
      return false;
    }
  };

  // The title and the icon show the worst state, also of a tab in the background.
  const showState = () => {
    const state = document.getElementById('page-state')?.dataset;
    document.title = down ? '✖ no answer · EchoActors' : state?.title ?? 'EchoActors';
    document.querySelector('link[rel=icon]').href = `assets/icon-${down ? 'error' : state?.severity ?? 'ok'}.svg`;
  };
  new MutationObserver(showState).observe(document.body, {
    subtree: true, childList: true, attributes: true, attributeFilter: ['data-title', 'data-severity'],
  });

  const setDown = value => {
    down = value;
    document.body.classList.toggle('disconnected', down);
    notice.hidden = !down;
    notice.textContent = down ? `This node has not answered since ${utc()}. The figures are its last ones. Reconnecting…` : '';
    showState();
  };

  // Blazor.reconnect may wait for longer than anybody does when the node dies during the attempt.
  const attempt = () => Promise.race([Blazor.reconnect().catch(() => {}), pause(5000)]);

  // A restarted node does not know this page: it is loaded again, once the node is ready. A node that is stopping still
  // answers /health/live, and a page loaded from it would be lost.
  const reconnect = async () => {
    while (down) {
      if (await answers('health/live')) {
        await attempt(); // its result can't be trusted: after an attempt that hung, the next one reports success at once
      }
      if (!down) {
        return;
      }
      if (await answers('health/ready')) {
        location.reload();
        return;
      }
      await pause(1000);
    }
  };

  const onConnectionDown = () => {
    if (!down) {
      setDown(true);
      reconnect();
    }
  };

  Blazor.start({
    circuit: {
      reconnectionHandler: { onConnectionDown, onConnectionUp: () => setDown(false) },
      configureSignalR: builder => builder
        .withUrl('_blazor', { skipNegotiation: true, transport: 1 }) // WebSockets: the address takes no other
        .withServerTimeout(silenceMilliseconds)
        .withKeepAliveInterval(5000),
    },
  }).catch(onConnectionDown);
})();
