package dev.postern.mailets;

import com.google.common.net.InetAddresses;
import dev.postern.address.OutboundAddresses;
import dev.postern.address.SourceAddresses;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.route.DeliverySettings;
import dev.postern.route.Route;
import dev.postern.route.Routes;
import dev.postern.tls.DnsName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.mail.MessagingException;
import org.apache.james.transport.mailets.remote.delivery.Delay;
import org.apache.james.util.DurationParser;
import org.apache.mailet.MailetConfig;

/**
 * The parameters of {@link PartnerRemoteDelivery}: those of James's {@code RemoteDelivery} that mean the same, under its
 * names. Whatever else is written there is refused, and never ignored: somebody relies on it.
 */
final class RemoteDeliveryParameters {
    private static final int SMTP = 25;
    private static final int MOST_WAITS = 1000;
    private static final Set<String> KNOWN = Set.of(
            "outgoing",
            "maxConcurrent",
            "deliveryThreads",
            "maxMessages",
            "delayTime",
            "maxRetries",
            "giveUpAfter",
            "heloName",
            "gateway",
            "gatewayPort",
            "bind");
    /** James's own, of every mailet. */
    private static final Set<String> OF_JAMES = Set.of("onMailetException", "onMatchException");
    /** What is done in any case, and may be asked for. */
    private static final Map<String, String> IN_ANY_CASE =
            Map.of("sendpartial", "true", "loadBalancing", "true", "usePriority", "false", "debug", "false");

    private static final String RULES =
            "a partner's outbound rule decides it, and delivery.default does for everyone else; an option for all mail"
                    + " could only weaken them";
    private static final String NOTICES = "the mailet writes its DSNs itself (RFC 3464)";
    private static final String LIMITS = "the time limits are those of RFC 5321 §4.5.3.2";
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("startTLS", RULES),
            Map.entry("sslEnable", RULES),
            Map.entry("verifyServerIdentity", RULES),
            Map.entry("bounceProcessor", NOTICES),
            Map.entry("onSuccess", NOTICES),
            Map.entry("timeout", LIMITS),
            Map.entry("connectiontimeout", LIMITS),
            Map.entry("connectionTimeout", LIMITS),
            Map.entry("maxDnsProblemRetries", "DNS failures are retried as long as all others"),
            Map.entry("gatewayUsername", "the mailet does not log in at other servers"),
            Map.entry("gatewayusername", "the mailet does not log in at other servers"),
            Map.entry("gatewayPassword", "the mailet does not log in at other servers"));

    private final MailetConfig config;

    /** @throws MessagingException with all the parameters that cannot be kept */
    RemoteDeliveryParameters(MailetConfig config) throws MessagingException {
        this.config = config;
        List<String> problems = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        config.getInitParameterNames().forEachRemaining(names::add);
        for (String name : names) {
            problem(name).ifPresent(problems::add);
        }
        if (!problems.isEmpty()) {
            throw new MessagingException("PartnerRemoteDelivery: " + String.join("; ", problems));
        }
    }

    private Optional<String> problem(String name) {
        if (KNOWN.contains(name) || OF_JAMES.contains(name)) {
            return Optional.empty();
        }
        String always = IN_ANY_CASE.get(name);
        if (always != null) {
            return always.equals(config.getInitParameter(name))
                    ? Optional.empty()
                    : Optional.of("<" + name + "> can only be " + always);
        }
        String why = name.startsWith("mail.") ? "JavaMail does not send here" : REFUSED.get(name);
        return Optional.of("<" + name + "> is not supported: " + (why == null ? "there is no such parameter" : why));
    }

    String queue() {
        return text("outgoing").orElse("outgoing");
    }

    /** Returns how many messages are under way at once. */
    int concurrency() throws MessagingException {
        Optional<String> threads = text("deliveryThreads");
        if (threads.isPresent() && text("maxConcurrent").isPresent()) {
            throw new MessagingException("maxConcurrent and deliveryThreads are the same; write one of them");
        }
        String name = threads.isPresent() ? "deliveryThreads" : "maxConcurrent";
        return number(name, 9999).orElse(50);
    }

    /** Returns how many messages the queue holds before DSNs to strangers are dropped; empty: none is dropped. */
    Optional<Integer> maxMessages() throws MessagingException {
        return number("maxMessages", 99_999);
    }

    private Optional<Duration> giveUpAfter() throws MessagingException {
        Optional<String> written = text("giveUpAfter");
        try {
            Optional<Duration> duration = written.map(text -> DurationParser.parse(text));
            if (duration.isPresent() && duration.get().toMillis() < 1) {
                throw new MessagingException("giveUpAfter must be longer than nothing");
            }
            return duration;
        } catch (RuntimeException e) {
            throw new MessagingException("giveUpAfter must be as in 4 hours, and is " + written.orElse(""), e);
        }
    }

    /** What these parameters make of the gateway's settings. */
    DeliverySettings settings(DeliverySettings gateway) throws MessagingException {
        List<Duration> waits = waits().orElse(gateway.retries());
        Optional<Integer> retries = number("maxRetries", MOST_WAITS);
        Optional<Duration> until = giveUpAfter();
        if (retries.isPresent() && until.isPresent()) {
            throw new MessagingException(
                    "maxRetries and giveUpAfter both say when mail is returned; write one of them");
        }
        Duration giveUpAfter =
                until.or(() -> retries.map(count -> sum(waits, count))).orElse(gateway.giveUpAfter());
        return new DeliverySettings(
                heloName().orElse(gateway.hostname()),
                gateway.port(),
                waits,
                gateway.warnAfter(),
                giveUpAfter,
                gateway.suites(),
                gateway.site(),
                source().map(from ->
                                new OutboundAddresses(Optional.empty(), Optional.of(from)).over(gateway.addresses()))
                        .orElse(gateway.addresses()));
    }

    /** From which addresses of ours connections leave. */
    private Optional<SourceAddresses> source() throws MessagingException {
        Optional<String> written = text("bind");
        if (written.isEmpty()) {
            return Optional.empty();
        }
        List<String> parts = List.of(written.get().strip().split("\\s*,\\s*", -1));
        Optional<SourceAddresses> source = parts.stream().allMatch(InetAddresses::isInetAddress)
                ? SourceAddresses.of(
                        parts.stream().map(InetAddresses::forString).toList())
                : Optional.empty();
        if (source.isEmpty()) {
            throw new MessagingException(
                    "bind must be an IP address of this machine, or one of each family with a comma between, and is "
                            + written.get());
        }
        return source;
    }

    /** A gateway stands in the place of the MX hosts of those with whom nothing is agreed. */
    Routes routes(Routes routes) throws MessagingException {
        Optional<NextHop> gateway = gateway();
        if (gateway.isEmpty()) {
            return routes;
        }
        return new ByGateway(routes, gateway);
    }

    private record ByGateway(Routes routes, Optional<NextHop> gateway) implements Routes {
        @Override
        public Route routeOf(DnsName domain) {
            Route route = routes.routeOf(domain);
            OutboundPolicy policy = route.policy();
            return route.partner().isPresent() || policy.nextHop().isPresent()
                    ? route
                    : new Route(
                            route.partner(),
                            new OutboundPolicy(
                                            policy.tls(),
                                            policy.clientCertificate(),
                                            gateway,
                                            policy.onFailure(),
                                            policy.times())
                                    .ignoring(policy.ignored())
                                    .between(policy.addresses())
                                    .limitedBy(policy.limits()));
        }

        @Override
        public boolean isReleased(String partner, DnsName domain, Instant accepted) {
            return routes.isReleased(partner, domain, accepted);
        }
    }

    private Optional<String> heloName() throws MessagingException {
        Optional<String> written = text("heloName");
        Optional<String> name = written.flatMap(DnsName::parse).map(DnsName::ascii);
        if (written.isPresent() && name.isEmpty()) {
            throw new MessagingException("heloName must be a host name, and is " + written.get());
        }
        return name;
    }

    private Optional<NextHop> gateway() throws MessagingException {
        Optional<String> written = text("gateway").filter(text -> !text.isBlank());
        if (written.isEmpty()) {
            return Optional.empty();
        }
        int port = number("gatewayPort", 65535).orElse(SMTP);
        String text = written.get().strip();
        Optional<NextHop> gateway = NextHop.parse(text).or(() -> NextHop.parse(text + ":" + port));
        if (text.contains(",") || gateway.isEmpty()) {
            throw new MessagingException("gateway must be one host or host:port, and is " + text
                    + "; several servers are one name with several addresses");
        }
        return gateway;
    }

    private Optional<List<Duration>> waits() throws MessagingException {
        Optional<String> written = text("delayTime");
        if (written.isEmpty()) {
            return Optional.empty();
        }
        List<Duration> waits = new ArrayList<>();
        try {
            for (String part : written.get().split(",", -1)) {
                waits.addAll(Delay.from(part.strip()).getExpendendDelays());
            }
        } catch (MessagingException | RuntimeException e) {
            throw new MessagingException("delayTime must be as in 2*5 minutes, 1 hour, and is " + written.get(), e);
        }
        if (waits.isEmpty() || waits.size() > MOST_WAITS || waits.stream().anyMatch(wait -> wait.toMillis() < 1)) {
            throw new MessagingException(
                    "delayTime must name from 1 to " + MOST_WAITS + " waits, and is " + written.get());
        }
        return Optional.of(waits);
    }

    private static Duration sum(List<Duration> waits, int count) {
        Duration sum = Duration.ZERO;
        for (int retry = 0; retry < count; retry++) {
            sum = sum.plus(waits.get(Math.min(retry, waits.size() - 1)));
        }
        return sum;
    }

    private Optional<Integer> number(String name, int most) throws MessagingException {
        Optional<String> written = text(name);
        if (written.isEmpty()) {
            return Optional.empty();
        }
        if (!written.get().matches("[1-9][0-9]{0,4}") || Integer.parseInt(written.get()) > most) {
            throw new MessagingException(name + " must be a number from 1 to " + most + ", and is " + written.get());
        }
        return written.map(Integer::valueOf);
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(config.getInitParameter(name));
    }
}
