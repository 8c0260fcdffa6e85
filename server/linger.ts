import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/**
 * Closes connections whose request was answered before it was read whole (a refusal) in two steps: our side after the
 * answer, the rest once the sender has closed its own or `milliseconds` have passed; what still comes is discarded.
 * Closed at once, TCP would throw away the answer along with it (RFC 9112 §9.6).
 */
export function lingerAfterRefusals(listener: Server, milliseconds: number): void {
  const watch = (request: IncomingMessage, response: ServerResponse) => {
    response.once('prefinish', () => {
      if (!request.complete) closeInTwoSteps(request, milliseconds);
    });
  };
  listener.on('request', watch);
  listener.on('checkContinue', watch);
}

/** node:http ends a connection by `destroySoon`: write what is left, then close. */
function closeInTwoSteps(request: IncomingMessage, milliseconds: number): void {
  const { socket } = request;
  const close = socket.destroySoon.bind(socket);
  socket.destroySoon = () => {
    if (request.complete) return close();
    socket.end();
    request.once('end', close);
    const limit = setTimeout(() => socket.destroy(), milliseconds);
    socket.once('close', () => clearTimeout(limit));
  };
}
