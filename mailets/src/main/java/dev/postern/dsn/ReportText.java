package dev.postern.dsn;

import dev.postern.recipient.Recipient;
import dev.postern.text.Printable;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The part of a DSN that is for people: what happened, for whom, and what they can do. Recipients to whom the same happened
 * stand together.
 */
final class ReportText {
    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern(
                    "EEEE, d MMMM yyyy 'at' HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** The other recipients stand in the part for machines, which programs show too. */
    private static final int MOST_RECIPIENTS = 50;

    private record Same(Action action, String explanation, Optional<String> advice) {}

    private ReportText() {}

    static String of(DeliveryReport report) {
        Map<Same, List<RecipientStatus>> groups = report.recipients().stream()
                .collect(Collectors.groupingBy(
                        status -> new Same(status.action(), status.explanation(), status.advice()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return groups.entrySet().stream()
                .map(group -> paragraph(group.getKey(), group.getValue(), report))
                .collect(Collectors.joining("\n\n", MessageIdentity.of(report.mail()), ""));
    }

    private static String paragraph(Same what, List<RecipientStatus> recipients, DeliveryReport report) {
        String whom = recipients.stream()
                .limit(MOST_RECIPIENTS)
                .map(status -> "    " + Printable.of(Recipient.text(status.recipient())) + "\n")
                .collect(Collectors.joining("", "\n\n", more(recipients) + "\n"));
        String advice = what.advice().map(text -> "\nWhat you can do: " + text).orElse("");
        return switch (what.action()) {
            case FAILED ->
                "Your message was not delivered to" + whom + what.explanation() + advice + details(recipients);
            case DELAYED ->
                "Your message has not been delivered yet to" + whom + what.explanation() + "\n"
                        + "You need not send it again. The gateway keeps trying until\n"
                        + WHEN.format(report.willRetryUntil())
                        + ", and tells you if it could not be delivered by then.\n" + details(recipients);
            case RELAYED -> "Your message was relayed for" + whom + what.explanation();
        };
    }

    private static String more(Collection<RecipientStatus> recipients) {
        int more = recipients.size() - MOST_RECIPIENTS;
        return more > 0 ? "    and " + more + " more, listed in the attached delivery report\n" : "";
    }

    /** One recipient's reason stands alone; of several, each stands behind its recipient. */
    private static String details(List<RecipientStatus> recipients) {
        boolean one = recipients.size() == 1;
        return recipients.stream()
                .limit(MOST_RECIPIENTS)
                .flatMap(status -> status.diagnostic().stream()
                        .map(said -> "    "
                                + (one ? "" : Printable.of(Recipient.text(status.recipient())) + ": ")
                                + Printable.of(said.text())
                                + "\n"))
                .collect(Collectors.joining("", "\nThe details, for an administrator:\n", ""));
    }
}
