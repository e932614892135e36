package dev.postern.command;

import dev.postern.config.ConfigurationException;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.lifecycle.StartFailure;
import dev.postern.log.SilentLog;
import dev.postern.partner.Partner;
import dev.postern.probe.ProbeEvent;
import dev.postern.probe.ProbeRequest;
import dev.postern.probe.ProbeResult;
import dev.postern.probe.ProbeStatus;
import dev.postern.probe.TrialTransaction;
import dev.postern.probereport.AnchorFile;
import dev.postern.probereport.ProbeJson;
import dev.postern.probereport.ProbeTree;
import dev.postern.probereport.SavedAnchors;
import dev.postern.probereport.TerminalStyle;
import dev.postern.revalidation.HistoryTable;
import dev.postern.revalidation.ProbeFiles;
import dev.postern.revalidation.ProbeRecord;
import dev.postern.server.GatewayProbe;
import dev.postern.text.Printable;
import dev.postern.tls.CertificateFingerprint;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import javax.mail.internet.AddressException;
import org.apache.james.core.MailAddress;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Probes the servers of a domain or partner as a delivery would reach them ({@code postern probe}). */
@Command(
        name = "probe",
        description =
                "Walk to the mail servers of a domain or partner as a delivery would, stop before MAIL, and explain what was"
                        + " found. No gateway has to run, and no mail is sent. With --inbound: test how a partner's mail"
                        + " arrives at the running gateway.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnInvalidInput = ExitStatus.USAGE,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the rule holds: mail would go, or arrived as agreed; with --no-wait: the address was issued",
            "1:the rule falls short, or mail would be rejected",
            "2:could not tell: the DNS or a connection failed for now, or no message came",
            "64:invalid command line, or neither a partner nor a domain name",
            "69:could not write the file of --save-anchor, or read the history, or no gateway issues an address",
            "77:no permission to read the data directory",
            "78:invalid configuration"
        })
final class ProbeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "TARGET", description = "A partner's name in partners.yaml, or any domain.")
    private String target = "";

    @Option(
            names = "--conf",
            paramLabel = "DIR",
            description = "Directory of gateway.yaml and partners.yaml (default: ${DEFAULT-VALUE}).",
            defaultValue = "${env:POSTERN_CONF:-conf}")
    private Path conf = Path.of("conf");

    @Option(names = "--json", description = "Print one JSON document, for programs.")
    private boolean json;

    @Option(names = "--follow", description = "With --json: print each event as one line when it happens.")
    private boolean follow;

    @Option(
            names = "--sender",
            paramLabel = "ADDRESS",
            description = "Also say MAIL with this sender, and RSET, where the rule holds.")
    private Optional<String> sender = Optional.empty();

    @Option(
            names = "--recipient",
            paramLabel = "ADDRESS",
            description =
                    "Also say MAIL, RCPT with this recipient, and RSET, where the rule holds. No content is sent.")
    private Optional<String> recipient = Optional.empty();

    @Option(
            names = "--save-anchor",
            paramLabel = "FILE",
            description =
                    "Write the CA certificate that the servers showed to a new PEM file, for trustAnchors, and print its"
                            + " fingerprint. Compare that by telephone with the partner before you use the file.")
    private Optional<Path> saveAnchor = Optional.empty();

    @Mixin
    private InboundTestOptions inbound = new InboundTestOptions();

    @Option(
            names = "--history",
            description =
                    "Probe nothing: show what the scheduled probes of the partner TARGET found, the newest first; with"
                            + " --json the oldest first.")
    private boolean history;

    @Override
    public Integer call() throws InterruptedException {
        if (inbound.isInbound()) {
            if (follow || history || sender.isPresent() || recipient.isPresent() || saveAnchor.isPresent()) {
                throw usage("--follow, --history, --sender, --recipient and --save-anchor do not go with --inbound");
            }
            return inbound.run(target, json, System.out, Clock.systemUTC());
        }
        if (inbound.isUseless()) {
            throw usage("--domain, --valid-for and --no-wait need --inbound");
        }
        if (history) {
            return showHistory(inbound.data());
        }
        Optional<TrialTransaction> trial = trial();
        if (follow && !json) {
            throw usage("--follow needs --json");
        }
        GatewayProbe gateway;
        try {
            gateway = GatewayProbe.of(conf.toAbsolutePath().normalize(), System.getenv(), Clock.systemUTC());
        } catch (ConfigurationException e) {
            System.err.println(e.getMessage());
            return ExitStatus.CONFIGURATION;
        } catch (StartFailure e) {
            System.err.println(e.getMessage());
            return e.exitStatus();
        }
        List<ProbeRequest> requests = gateway.requests(target, trial);
        if (requests.isEmpty()) {
            throw usage(
                    Printable.of(target)
                            + " is neither a partner with a domain of its own or a next hop, nor a domain name. Name a domain to probe");
        }
        if (trial.flatMap(TrialTransaction::recipient)
                .filter(someone -> !gateway.isRecipientOf(target, someone))
                .isPresent()) {
            throw usage("--recipient must be in a domain of " + Printable.of(target)
                    + ": no other server is to hear of the recipient");
        }
        SilentLog.begin();
        Charset charset = charset();
        try (var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, charset)) {
            List<ProbeResult> results = json ? inJson(gateway, requests, out) : asTree(gateway, requests, out, charset);
            int saved = saveAnchor.map(file -> save(results, file)).orElse(ExitStatus.STOPPED);
            return saved == ExitStatus.STOPPED ? exitStatus(status(results)) : saved;
        }
    }

    private int showHistory(Path data) {
        if (follow || sender.isPresent() || recipient.isPresent() || saveAnchor.isPresent()) {
            throw usage("--history goes with --json and --data only");
        }
        if (!Partner.isName(target)) { // it becomes a file name
            throw usage(Printable.of(target) + " is not a partner's name");
        }
        List<ProbeRecord> records;
        try {
            records = new ProbeFiles(data.toAbsolutePath()).history(target);
        } catch (IOException e) {
            System.err.println("Could not read the history in " + data + ": " + e);
            return ExitStatus.UNAVAILABLE;
        }
        if (json) {
            System.out.println(HistoryTable.json(records));
        } else if (records.isEmpty()) {
            System.out.println("There is no probe of " + target + " in " + data + " yet.");
        } else {
            HistoryTable.lines(records).forEach(System.out::println);
        }
        return ExitStatus.STOPPED;
    }

    private List<ProbeResult> asTree(
            GatewayProbe gateway, List<ProbeRequest> requests, PrintStream out, Charset charset) {
        var style = TerminalStyle.of(CommandLine.Help.Ansi.AUTO.enabled(), charset);
        var tree = new ProbeTree(out::println, style, new AnchorFile(saveAnchor));
        List<ProbeResult> results = new ArrayList<>();
        for (ProbeRequest request : requests) {
            if (!results.isEmpty()) {
                out.println();
            }
            results.add(gateway.probe().run(request, tree));
        }
        return results;
    }

    private List<ProbeResult> inJson(GatewayProbe gateway, List<ProbeRequest> requests, PrintStream out) {
        var form = new ProbeJson(new AnchorFile(saveAnchor));
        List<List<ProbeEvent>> events = new ArrayList<>();
        List<ProbeResult> results = new ArrayList<>();
        for (ProbeRequest request : requests) {
            List<ProbeEvent> ofThis = new ArrayList<>();
            Consumer<ProbeEvent> listener = follow ? event -> out.println(form.event(event)) : ofThis::add;
            results.add(gateway.probe().run(request, listener));
            events.add(ofThis);
        }
        if (!follow) {
            out.println(form.document(target, status(results).word(), events).toPrettyString());
        }
        return results;
    }

    /** Of several domains: what falls short is said before what could not be told. */
    private static ProbeStatus status(List<ProbeResult> results) {
        List<ProbeStatus> all = results.stream().map(ProbeResult::status).toList();
        if (all.contains(ProbeStatus.FALLS_SHORT)) {
            return ProbeStatus.FALLS_SHORT;
        }
        return all.contains(ProbeStatus.COULD_NOT_TELL) ? ProbeStatus.COULD_NOT_TELL : ProbeStatus.HOLDS;
    }

    private static int exitStatus(ProbeStatus status) {
        return switch (status) {
            case HOLDS -> ExitStatus.STOPPED;
            case FALLS_SHORT -> ExitStatus.FALLS_SHORT;
            case COULD_NOT_TELL -> ExitStatus.COULD_NOT_TELL;
        };
    }

    private static int save(List<ProbeResult> results, Path file) {
        List<X509Certificate> anchors = SavedAnchors.of(results);
        if (anchors.isEmpty()) {
            System.err.println("Nothing was saved: no server showed a CA certificate that would make the rule hold.");
            return ExitStatus.STOPPED;
        }
        try {
            SavedAnchors.write(anchors, file);
        } catch (IOException e) {
            System.err.println("Could not write " + file + ": " + e);
            return ExitStatus.UNAVAILABLE;
        }
        System.err.println(
                "Saved to " + file + ". Before you name it under trustAnchors, have the partner read to you:");
        anchors.forEach(anchor -> System.err.println(CertificateFingerprint.ofCertificate(anchor)));
        return ExitStatus.STOPPED;
    }

    private Optional<TrialTransaction> trial() {
        if (sender.isEmpty() && recipient.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TrialTransaction(
                sender.filter(text -> !text.isEmpty() && !text.equals("<>")).map(this::address),
                recipient.map(this::address)));
    }

    private MailAddress address(String text) {
        try {
            if (text.chars().allMatch(c -> c > ' ' && c < 127)) {
                return new MailAddress(text);
            }
        } catch (AddressException e) {
            // told below
        }
        throw usage(Printable.of(text) + " is no mail address of ASCII characters");
    }

    private ParameterException usage(String what) {
        return new ParameterException(spec.commandLine(), what + ".");
    }

    /** The charset of the terminal, which Java 17 names in a property of its own. */
    private static Charset charset() {
        for (String property : List.of("stdout.encoding", "sun.stdout.encoding", "native.encoding")) {
            String name = System.getProperty(property, "");
            try {
                if (!name.isEmpty()) {
                    return Charset.forName(name);
                }
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                // the next one
            }
        }
        return StandardCharsets.US_ASCII;
    }
}
