package dev.postern.server;

import java.nio.file.Path;
import org.apache.james.filesystem.api.JamesDirectoriesProvider;

/** Maps James's file URLs to directories: {@code file://conf/} and {@code file://var/} in its URLs. */
public record Directories(Path conf, Path data) implements JamesDirectoriesProvider {
    @Override
    public String getAbsoluteDirectory() {
        return "/";
    }

    @Override
    public String getConfDirectory() {
        return conf + "/";
    }

    @Override
    public String getVarDirectory() {
        return data + "/";
    }

    @Override
    public String getRootDirectory() {
        return data + "/";
    }
}
