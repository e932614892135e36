package dev.postern.command;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Returns the version of the gateway from the manifest of its jar. */
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
