package dev.postern.testing.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** {@code postern-<version>.tar.gz}, as somebody has unpacked it who has nothing else, and {@code .zip} beside it. */
public final class Archive {
    private static final Duration UNPACKING = Duration.ofSeconds(60);

    private final String version;
    private final Path root;

    private Archive(String version, Path root) {
        this.version = version;
        this.root = root;
    }

    /**
     * One file or directory.
     *
     * @param permissions as {@code ls} writes them
     * @param content the SHA-256 of a file; empty for a directory
     */
    public record Entry(String permissions, String content) {}

    /** Unpacks the archive of this build in a fresh directory of that name. */
    public static Archive unpackedIn(String name) {
        String version = version();
        Path folder = ConfFolder.fresh(name).root();
        Path packed = packed(version, ".tar.gz");
        assertThat(packed).as("made by ./mvnw verify, and not by ./run").exists();
        var outcome = Command.run(folder, UNPACKING, List.of("tar", "xpzf", packed.toString()));
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return new Archive(version, folder.resolve("postern-" + version));
    }

    private static String version() {
        try (var files = Files.list(GatewayProcess.distribution().resolve("lib"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("postern-server-.*\\.jar"))
                    .map(name -> name.replaceAll("postern-server-(.*)\\.jar", "$1"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path packed(String version, String suffix) {
        return GatewayProcess.distribution().resolveSibling("postern-" + version + suffix);
    }

    /** The directory that the archive made. */
    public Path root() {
        return root;
    }

    /** Takes from everybody the right to write in it, or gives it back to its owner. */
    public void writable(boolean writable) {
        try (var paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
                permissions.removeIf(permission -> permission.name().endsWith("_WRITE"));
                if (writable) {
                    permissions.add(PosixFilePermission.OWNER_WRITE);
                }
                Files.setPosixFilePermissions(path, permissions);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What lies beside it: nothing, or the archive is not tidy. */
    public List<String> besideIt() {
        try (var files = Files.list(root.getParent())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(root.getFileName().toString()))
                    .filter(name -> !name.equals("conf") && !name.startsWith("command"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that is in it, by the path below {@link #root}. */
    public Map<String, Entry> entries() {
        return entries(root);
    }

    /** The same of the {@code .zip}; below its one top directory. */
    public Map<String, Entry> entriesOfTheZip() {
        try (FileSystem zip =
                FileSystems.newFileSystem(packed(version, ".zip"), Map.of("enablePosixFileAttributes", true))) {
            return entries(zip.getPath("/postern-" + version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Entry> entries(Path top) {
        var found = new TreeMap<String, Entry>();
        try (var paths = Files.walk(top)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                found.put(top.relativize(path).toString().replaceAll("/$", ""), entry(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static Entry entry(Path path) throws IOException {
        String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        return new Entry(permissions, Files.isDirectory(path) ? "" : sha256(path));
    }

    public static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
