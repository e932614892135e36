package dev.postern.command;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Which version of the gateway this is, as its jar says. */
final class Version implements IVersionProvider {
    static String current() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"Postern " + current()};
    }
}
