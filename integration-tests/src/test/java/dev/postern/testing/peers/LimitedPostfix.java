package dev.postern.testing.peers;

import dev.postern.testing.gateway.Site;
import dev.postern.testing.process.Ports;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real Postfix that accepts little at a time, by its own limits, and says in its log when somebody exceeds them. Three services have the
 * same limits, so that each can be used for one domain.
 */
public final class LimitedPostfix implements AutoCloseable {
    static final String DOMAIN = "few.test";
    /** Postfix counts a connection for a moment after it was closed. */
    private static final int CONNECTIONS = 4;

    static final int RECIPIENTS = 2;
    /** In five seconds: twice as many as the test's rate sends, so that a pause of a busy machine, which bunches them, is none too many. */
    private static final int MESSAGES = 6;

    private static final String NAME = "mx." + DOMAIN;
    private static final String ADDRESS = "127.0.0.14";
    private static final Pattern DISCONNECTED = Pattern.compile("disconnect from .* mail=([0-9/]+) rcpt=([0-9/]+) .*");

    public final Postfix postfix;
    public final int first = Ports.free();
    public final int second = Ports.free();
    public final int third = Ports.free();

    /** Starts one; skips the test, or fails it where real peers are required, if it cannot run here. */
    public LimitedPostfix(Site site) {
        Postfix.assumeInstalled();
        site.zone.a(NAME, ADDRESS);
        String rate = " -o smtpd_client_message_rate_limit=" + MESSAGES;
        String quick = " -o smtpd_recipient_restrictions=" + rate;
        postfix = Postfix.start(
                new Postfix.Settings(
                        DOMAIN,
                        ADDRESS,
                        site.ca.issue(NAME),
                        "may",
                        site.smtp,
                        "none",
                        site.ca.own().chainPem(),
                        """
                        smtpd_client_event_limit_exceptions =
                        smtpd_client_connection_count_limit = %d
                        anvil_rate_time_unit = 5s
                        smtpd_recipient_limit = %d
                        smtpd_recipient_overshoot_limit = 100
                        smtpd_recipient_restrictions = sleep 1
                        master.cf: %3$s:%4$d inet n - n - - smtpd%6$s
                        master.cf: %3$s:%5$d inet n - n - - smtpd%7$s
                        """.formatted(CONNECTIONS, RECIPIENTS, ADDRESS, second, third, quick, rate)),
                first);
    }

    /** What it says of each connection that is over: how often MAIL and RCPT were accepted, of how many. */
    public List<String> connections() {
        return postfix.log()
                .lines()
                .map(DISCONNECTED::matcher)
                .filter(Matcher::find)
                .map(found -> "mail=" + found.group(1) + " rcpt=" + found.group(2))
                .toList();
    }

    public boolean wasExceeded(String limit) {
        return postfix.log().contains(limit + " limit exceeded");
    }

    @Override
    public void close() throws IOException {
        postfix.close();
    }
}
