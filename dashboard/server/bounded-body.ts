import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { BadRequest } from "./ask.ts";

/** Refuses bodies of more bytes than that before they are read, whether or not they are announced. */
export function boundedBody(maxSize: number, tooLarge: () => BadRequest): MiddlewareHandler {
  return bodyLimit({
    maxSize,
    onError: (c) => {
      // The rest of the body is still on its way: @hono/node-server 2.1 ends the connection half a second later, so
      // the next request must not come over it.
      c.header("Connection", "close");
      throw tooLarge();
    },
  });
}
