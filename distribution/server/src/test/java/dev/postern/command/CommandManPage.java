package dev.postern.command;

import dev.postern.manual.Roff;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of the program, as its commands describe themselves. */
public final class CommandManPage {
    private static final String PROGRAM = "postern";

    private CommandManPage() {}

    /** Returns postern(8). */
    public static String page() {
        CommandSpec program = Main.commandLine().setInterpolateVariables(false).getCommandSpec();
        var page = new Roff(PROGRAM, 8, "mail gateway that exchanges mail with partners over agreed TLS")
                .section("SYNOPSIS")
                .line("`postern` command [option ...]")
                .section("DESCRIPTION")
                .line(words(program.usageMessage().description()))
                .paragraph(
                        "The Debian package's service is started and stopped by `systemctl`; `systemctl reload postern` reads the"
                                + " partners and the certificate files again. `postern --help` lists all commands, `postern COMMAND --help`"
                                + " explains one.")
                .section("COMMANDS");
        commands(PROGRAM, program, page);
        return page.section("FILES")
                .item("/etc/postern/gateway.yaml", "name, certificate, domains and limits of this gateway")
                .item("/etc/postern/partners.yaml", "the partners; a change takes effect by itself")
                .item("/etc/postern/tls", "the gateway's own certificate and key")
                .item("/etc/default/postern", "options for Java, and another place for mail")
                .item("/var/lib/postern", "accepted mail, unless `POSTERN_DATA` in /etc/default/postern says otherwise")
                .item("/usr/share/doc/postern/docs", "the documentation")
                .section("SEE ALSO")
                .line("`gateway.yaml`(5), `partners.yaml`(5), `systemctl`(1), `journalctl`(1)")
                .page();
    }

    private static void commands(String parent, CommandSpec spec, Roff page) {
        spec.subcommands().forEach((word, command) -> {
            CommandSpec sub = command.getCommandSpec();
            if (!sub.usageMessage().hidden() && !word.equals("help")) {
                command(parent + " " + word, sub, page);
                commands(parent + " " + word, sub, page);
            }
        });
    }

    private static void command(String name, CommandSpec spec, Roff page) {
        String parameters = spec.positionalParameters().stream()
                .map(PositionalParamSpec::paramLabel)
                .map(label -> " " + label)
                .collect(Collectors.joining());
        page.subsection(name + parameters).line(words(spec.usageMessage().description()));
        spec.positionalParameters().forEach(parameter -> page.item(parameter.paramLabel(), description(parameter)));
        spec.options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .forEach(option -> page.item(names(option), description(option)));
        Map<String, String> codes = spec.usageMessage().exitCodeList();
        if (!codes.isEmpty()) {
            page.paragraph("Exit status: "
                    + codes.entrySet().stream()
                            .map(code -> code.getKey().strip() + ", " + code.getValue())
                            .collect(Collectors.joining("; "))
                    + ".");
        }
    }

    private static String names(OptionSpec option) {
        String label = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
        return Arrays.stream(option.names()).map(name -> name + label).collect(Collectors.joining(", "));
    }

    /** Defaults differ from one installation to another, and so are named and not resolved. */
    private static String description(ArgSpec argument) {
        return words(argument.description()).replace(" (default: ${DEFAULT-VALUE})", "");
    }

    private static String words(String... lines) {
        return String.join(" ", lines).replace("%n", " ");
    }
}
