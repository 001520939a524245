import Fastify from "fastify";

/** The least that Fastify can do: one route, one text. Beside it the service's `/model-status` is measured. */
const body = process.env.BODY ?? "";
const app = Fastify();
app.get("/model-status", async (_request, reply) => reply.type("application/json; charset=utf-8").send(body));
void app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
