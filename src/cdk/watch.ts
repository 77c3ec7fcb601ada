// What tells people that a migration failed, and shows how runs went.
import { Duration } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  LogQueryWidget,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { FilterPattern, type LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";

export interface Watched {
  readonly functions: readonly LambdaFunction[];
  readonly logGroup: LogGroup;
}

/** Runs that are to be continued are no errors: status 4 tells them. */
const FAILED = FilterPattern.all(
  FilterPattern.stringValue("$.type", "=", "error"),
  FilterPattern.stringValue("$.code", "!=", "CONTINUE"),
);

export function watch(
  scope: Construct,
  { functions, logGroup }: Watched,
): { readonly alarm: Alarm; readonly dashboard: Dashboard } {
  const filter = logGroup.addMetricFilter("Failed", {
    filterPattern: FAILED,
    metricNamespace: "Godwit",
    metricName: `Failed-${scope.node.addr}`,
  });
  const failed = filter.metric({ statistic: "Sum", period: Duration.minutes(5), label: "failed runs" });
  const alarm = new Alarm(scope, "Alarm", {
    metric: failed,
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription: "A run of Godwit failed: see the log of its functions, then invoke them with status.",
  });
  const dashboard = new Dashboard(scope, "Dashboard", {
    widgets: [
      [
        new GraphWidget({ title: "Failed runs", left: [failed], width: 8 }),
        new GraphWidget({
          title: "Invocations",
          left: functions.map((one) => one.metricInvocations()),
          right: functions.map((one) => one.metricErrors()),
          width: 8,
        }),
        new GraphWidget({ title: "Duration", left: functions.map((one) => one.metricDuration()), width: 8 }),
      ],
      [
        new LogQueryWidget({
          title: "What happened",
          logGroupNames: [logGroup.logGroupName],
          queryLines: [
            "fields @timestamp, type, name, executionTimeMs, code, message",
            'filter type in ["run-started", "migration-finished", "migration-failed", "run-finished", "error"]',
            "sort @timestamp desc",
            "limit 100",
          ],
          width: 24,
        }),
      ],
    ],
  });
  return { alarm, dashboard };
}
