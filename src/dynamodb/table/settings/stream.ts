// The stream of changes that others read. A table has one or none: another view is another stream.
import type { Setting } from "../setting.ts";
import type { Settings, StreamView } from "../state.ts";

export const stream: Setting<Settings["stream"]> = {
  usual: null,
  atCreation: true,
  async read({ description: { StreamSpecification } }) {
    // DynamoDB answers one of the four.
    return StreamSpecification?.StreamEnabled ? (StreamSpecification.StreamViewType as StreamView) : null;
  },
  // DynamoDB refuses to change the view of a stream that is on.
  via: (from, to) => (from !== null && to !== null ? null : to),
  turn: (from) => (from === null ? "more" : "danger"),
  calls: ({ table }, { to }) => [
    {
      command: "UpdateTable",
      input: {
        TableName: table,
        StreamSpecification:
          to === null ? { StreamEnabled: false } : { StreamEnabled: true, StreamViewType: to },
      },
    },
  ],
  inWords: (to) => (to === null ? "no stream" : `stream ${to}`),
  effects: (from, to) => ({
    takes:
      to === null
        ? "moments; consumers may read what is in the stream for 24 hours, and get nothing new"
        : "moments",
    costs: from === null ? "reads of the stream" : null,
  }),
};
