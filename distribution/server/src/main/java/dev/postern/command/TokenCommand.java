package dev.postern.command;

import dev.postern.api.Role;
import dev.postern.audit.Actor;
import dev.postern.audit.AuditLog;
import dev.postern.lifecycle.ExitStatus;
import dev.postern.token.Secret;
import dev.postern.token.Token;
import dev.postern.token.TokenChanges;
import dev.postern.token.TokenFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Manages the named tokens of the admin API ({@code postern token}); needs no running gateway. */
@Command(
        name = "token",
        description =
                "Manage the tokens with which programs use the admin API. Works without a running gateway; a running"
                        + " one applies each change at once.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = ExitStatus.USAGE)
final class TokenCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--data",
            scope = ScopeType.INHERIT, // before or behind the name of a subcommand
            paramLabel = "DIR",
            description = "Data directory of the gateway (default: ${DEFAULT-VALUE}).",
            defaultValue = "${env:POSTERN_DATA:-var}")
    private Path data = Path.of("var");

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    /** Adds a token and prints its secret, once. */
    @Command(
            name = "add",
            description = "Add a token and print its secret. The secret is not stored and cannot be shown again.",
            mixinStandardHelpOptions = true,
            exitCodeOnInvalidInput = ExitStatus.USAGE,
            sortOptions = false,
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {
                "0:added",
                "64:a token has that name, or invalid command line",
                "69:could not read or write the data directory",
                "77:no permission to do so"
            })
    int add(
            @Parameters(paramLabel = "NAME", description = "A name for the admin audit log.") String name,
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "ROLE",
                            description =
                                    "auditor (reads everything but the tokens), operator (also flushes the queue and issues"
                                            + " inbound tests), or admin (also releases mail from its rule and manages tokens).")
                    Role role) {
        if (!Token.isName(name)) {
            System.err.println(Token.NAMES);
            return ExitStatus.USAGE;
        }
        return FileCommand.run(data, () -> {
            Optional<Secret> secret = tokens().add(name, role, actor());
            if (secret.isEmpty()) {
                System.err.println("There is a token of that name. Revoke it first, or choose another name.");
                return ExitStatus.USAGE;
            }
            System.out.println(secret.get().text());
            return ExitStatus.STOPPED;
        });
    }

    /** Lists the tokens. */
    @Command(
            name = "list",
            description = "List the tokens: name, role, and when each was added.",
            mixinStandardHelpOptions = true,
            exitCodeOnInvalidInput = ExitStatus.USAGE,
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {"0:listed", "69:could not read the data directory", "77:no permission to do so"})
    int list() {
        return FileCommand.run(data, () -> {
            List<Token> tokens = tokens().list();
            if (tokens.isEmpty()) {
                System.out.println("There are no tokens.");
            } else {
                System.out.print(line("Name", "Role", "Added"));
                tokens.forEach(token -> System.out.print(
                        line(token.name(), token.role().word(), token.added().toString())));
            }
            return ExitStatus.STOPPED;
        });
    }

    /** Revokes a token. */
    @Command(
            name = "revoke",
            description = "Revoke a token. The running gateway rejects it from its next request on.",
            mixinStandardHelpOptions = true,
            exitCodeOnInvalidInput = ExitStatus.USAGE,
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {
                "0:revoked",
                "64:no token has that name, or invalid command line",
                "69:could not read or write the data directory",
                "77:no permission to do so"
            })
    int revoke(@Parameters(paramLabel = "NAME", description = "The name of the token.") String name) {
        return FileCommand.run(data, () -> {
            if (tokens().revoke(name, actor())) {
                System.out.println("Revoked token " + name + ".");
                return ExitStatus.STOPPED;
            }
            System.err.println("No such token.");
            return ExitStatus.USAGE;
        });
    }

    private TokenChanges tokens() {
        Clock clock = Clock.systemUTC();
        return new TokenChanges(TokenFile.in(data), AuditLog.in(data, clock), clock);
    }

    private static Actor actor() {
        return Actor.command(System.getProperty("user.name", "unknown"));
    }

    private static String line(String name, String role, String added) {
        return String.format("%-40s %-10s %s%n", name, role, added);
    }
}
