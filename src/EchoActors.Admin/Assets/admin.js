// Starts the live page and keeps it: says when the node does not answer, and comes back when it does.
(() => {
  const notice = document.getElementById('connection');
  let down = false;

  const say = text => {
    notice.hidden = text === '';
    notice.textContent = text;
  };

  const answers = async path => {
    try {
      const response = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(3000) });
      return response.ok;
    } catch {
      return false;
    }
  };

  const pause = milliseconds => new Promise(resume => setTimeout(resume, milliseconds));

  // An attempt that a node took up and then died on may stay open for longer than anybody waits.
  const attempt = () => Promise.race([
    Blazor.reconnect().catch(() => {}),
    pause(5000),
  ]);

  // A node that was started again does not know this page any more: it is loaded anew, once the node is ready to serve it.
  // One that is stopping still answers, and a page loaded from it would be lost.
  const reconnect = async () => {
    while (down) {
      if (await answers('health/live')) {
        await attempt(); // its word is not enough: after one that stayed open the next says yes at once. onConnectionUp decides
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
      down = true;
      const at = new Date().toLocaleTimeString();
      say(`This node has not answered since ${at}. What you see is what it last said. Trying to reconnect…`);
      reconnect();
    }
  };

  const onConnectionUp = () => {
    down = false;
    say('');
  };

  Blazor.start({
    circuit: {
      reconnectionHandler: { onConnectionDown, onConnectionUp },
      configureSignalR: builder => builder
        .withUrl('_blazor', { skipNegotiation: true, transport: 1 }) // WebSockets: the address takes no other
        .withServerTimeout(6000) // the node sends something at least every 2 s
        .withKeepAliveInterval(5000),
    },
  }).catch(onConnectionDown);
})();
