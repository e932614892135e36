package dev.postern.gateway;

import com.google.common.net.InetAddresses;
import dev.postern.config.Environment;
import dev.postern.config.EnvironmentOverlay;
import dev.postern.config.Form;
import dev.postern.config.Problems;
import dev.postern.config.SourceFiles;
import dev.postern.config.YamlFile;
import dev.postern.config.YamlMapping;
import dev.postern.domains.DomainsBlock;
import dev.postern.gateway.GatewayConfiguration.Delivery;
import dev.postern.gateway.GatewayConfiguration.Probing;
import dev.postern.gateway.GatewayConfiguration.Queue;
import dev.postern.gateway.GatewayConfiguration.SetAside;
import dev.postern.gateway.GatewayConfiguration.Smtp;
import dev.postern.gateway.GatewayConfiguration.Tls;
import dev.postern.log.LogFormat;
import dev.postern.milter.MilterSettings;
import dev.postern.partner.DomainPattern;
import dev.postern.partnersfile.PolicyForms;
import dev.postern.tls.DnsName;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code gateway.yaml} whole. Every key but {@code hostname} and {@code domains} may be left out. */
final class GatewayFile {
    private static final Form<String> MAIL_ADDRESS = Form.of(
            "mail address",
            "Write an address such as postmaster@example.org.",
            "postmaster@example.org",
            GatewayFile::mailAddress);

    private static final Form<LogFormat> LOG_FORMAT =
            Form.word("log format", List.of(LogFormat.values()), LogFormat::word);

    private static final InetSocketAddress DEFAULT_ADMIN =
            new InetSocketAddress(InetAddresses.forString("127.0.0.1"), 8000);

    /** The lists of blocks, and the keys that tell their entries apart. */
    private static final Map<String, List<String>> IDENTITIES =
            Map.of("domains", DomainsBlock.IDENTITY, "destinations", DestinationsBlock.IDENTITY);

    private GatewayFile() {}

    static GatewayReading read(Path path, Environment environment, Problems problems) {
        int before = problems.list().size();
        var overlay = new EnvironmentOverlay(environment, GatewayKeys.read(), IDENTITIES);
        var file = new YamlFile(path, new SourceFiles(), problems, overlay);
        file.variable(LogFormat.VARIABLE, LOG_FORMAT); // nothing that is kept, but what is wrong with it is told here
        GatewayReading reading = file.read(top -> gateway(top, problems))
                .orElseGet(() -> new GatewayReading(Optional.empty(), List.of(), Optional.empty()));
        return problems.list().size() == before ? reading : reading.withProblems();
    }

    private static GatewayReading gateway(YamlMapping top, Problems problems) {
        Optional<DnsName> hostname = top.required("hostname", PolicyForms.DOMAIN);
        Optional<String> postmaster = top.value("postmaster", MAIL_ADDRESS);
        var listeners = new Listeners();
        Optional<Smtp> smtp = top.block("smtp", block -> SmtpBlock.read(block, listeners));
        Optional<Tls> tls = top.block("tls", TlsBlock::read).flatMap(read -> read);
        DomainsBlock.Read domains = DomainsBlock.read(top, problems);
        Optional<String> told = postmaster.or(() -> postmasterOf(top, domains.patterns()));
        Optional<MilterSettings> filter =
                top.optionalBlock("filter", FilterBlock::read).flatMap(read -> read);
        Optional<RelayBlock> relay = top.block("relay", RelayBlock::read);
        Optional<Delivery> delivery = top.block("delivery", DeliveryBlock::read).flatMap(read -> read);
        top.hide("queue"); // somebody may have written a URL with a password instead of the block
        Optional<Queue> queue = top.block("queue", QueueBlock::read).flatMap(read -> read);
        Optional<SetAside> mail = top.block("mail", MailBlock::read);
        Optional<Probing> probing = top.block("probe", ProbeBlock::read);
        List<InetSocketAddress> dns = top.block(
                        "dns", block -> block.valuesOrNone("servers", PolicyForms.ADDRESS_AND_PORT))
                .flatMap(servers -> servers)
                .orElse(List.of());
        Optional<InetSocketAddress> admin = top.block(
                        "admin", block -> listeners.bind(block, "bind", Optional.of(DEFAULT_ADMIN)))
                .flatMap(bind -> bind);
        if (hostname.isEmpty()
                || smtp.isEmpty()
                || tls.isEmpty()
                || delivery.isEmpty()
                || queue.isEmpty()
                || relay.isEmpty()
                || mail.isEmpty()
                || probing.isEmpty()
                || admin.isEmpty()
                || told.isEmpty()
                || domains.patterns().isEmpty()) {
            return new GatewayReading(Optional.empty(), domains.patterns(), Optional.of(domains.first()));
        }
        return new GatewayReading(
                Optional.of(new GatewayConfiguration(
                        hostname.get(),
                        told.get(),
                        smtp.get(),
                        tls.get(),
                        domains.domains(),
                        relay.get().networks(),
                        relay.get().rule(),
                        filter,
                        delivery.get(),
                        queue.get(),
                        mail.get(),
                        probing.get(),
                        dns,
                        admin.get())),
                domains.patterns(),
                Optional.of(domains.first()));
    }

    /** Returns the postmaster at the first domain that is not a wildcard. */
    private static Optional<String> postmasterOf(YamlMapping top, List<DomainPattern> domains) {
        Optional<String> first =
                domains.stream().filter(own -> !own.allBelow()).findFirst().map(own -> "postmaster@" + own.domain());
        if (first.isEmpty() && !domains.isEmpty() && !top.has("postmaster")) {
            top.problem(
                    "postmaster",
                    "is missing, and no default exists because all domains are wildcards.",
                    MAIL_ADDRESS.right());
        }
        return first;
    }

    /**
     * Parses a plain {@code local@domain} (RFC 5321 §4.1.2 with a dot-string); a postmaster's local part may not be
     * quoted.
     */
    private static Optional<String> mailAddress(String text) {
        int at = text.lastIndexOf('@');
        return at > 0
                        && text.substring(0, at)
                                .matches("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
                ? DnsName.parse(text.substring(at + 1)).map(domain -> text.substring(0, at) + "@" + domain)
                : Optional.empty();
    }
}
