import type { ServerResponse } from 'node:http';

/** Open responses of server-sent events. */
export function eventStreams() {
  const responses = new Set<ServerResponse>();
  return {
    /** @param first data of the first event; undefined for no event */
    add(response: ServerResponse, first: unknown): void {
      responses.add(response);
      response.on('close', () => responses.delete(response));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      // Without this line, the page would not know that it is connected. Time until it connects again, ms.
      response.write('retry: 3000\n\n');
      if (first !== undefined) response.write(eventOf(first));
    },
    send(data: unknown): void {
      for (const response of responses) response.write(eventOf(data));
    },
  };
}

function eventOf(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
