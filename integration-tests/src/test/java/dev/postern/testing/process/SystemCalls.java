package dev.postern.testing.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a traced gateway asked of the kernel, as {@code strace -f -y} has written it. Whatever a thread does after a call
 * has returned stands below the call's return.
 */
public final class SystemCalls {
    private static final List<String> TRACED = List.of(
            "write",
            "writev",
            "pwrite64",
            "pwritev",
            "sendto",
            "sendmsg",
            "io_submit",
            "fsync",
            "fdatasync",
            "msync",
            "rename",
            "renameat",
            "renameat2");
    private static final Pattern LINE = Pattern.compile("(\\d+) +(\\w+)\\((.*)");
    private static final Pattern RESUMED = Pattern.compile("(\\d+) +<\\.\\.\\. (\\w+) resumed>(.*)");
    private static final String UNFINISHED = " <unfinished ...>";
    private static final Pattern OK = Pattern.compile(".*\\) += \\d+.*");
    private static final Pattern FILE = Pattern.compile("(?:^|aio_fildes=)\\d+<([^>]*)>");

    private final List<Call> calls;

    /**
     * One call.
     *
     * @param text its arguments and result
     * @param begin the line on which it begins
     * @param end the line on which it returns
     */
    public record Call(String name, String text, int begin, int end) {
        boolean isSync() {
            return name.equals("fsync") || name.equals("fdatasync");
        }

        public boolean isWrite() {
            return name.contains("write") || name.startsWith("send") || name.equals("io_submit");
        }

        boolean isRename() {
            return name.startsWith("rename");
        }

        /** The file or directory that it is about, if it is about one. */
        public String file() {
            Matcher file = FILE.matcher(text);
            return file.find() ? file.group(1) : "";
        }

        public boolean says(String words) {
            return text.contains(words);
        }

        boolean succeeded() {
            return OK.matcher(text).matches();
        }

        public boolean isBefore(Call other) {
            return end < other.begin;
        }
    }

    private SystemCalls(List<Call> calls) {
        this.calls = calls;
    }

    /** What stands before the command line of whatever is to be traced into that file. Its process stays the same one. */
    public static List<String> tracing(Path strace, Path file) {
        return List.of(
                strace.toString(),
                "-D",
                "-f",
                "-y",
                "-s",
                "2000000",
                "--seccomp-bpf",
                "-o",
                file.toString(),
                "-e",
                "trace=" + String.join(",", TRACED),
                "-e",
                "signal=none");
    }

    /** Reads what there is up to now. */
    public static SystemCalls read(Path file) {
        List<String> lines = lines(file);
        List<Call> calls = new ArrayList<>();
        Map<String, Call> unfinished = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher line = LINE.matcher(lines.get(i));
            Matcher resumed = RESUMED.matcher(lines.get(i));
            if (line.matches()) {
                String text = line.group(3);
                if (text.endsWith(UNFINISHED)) {
                    String begun = text.substring(0, text.length() - UNFINISHED.length());
                    unfinished.put(line.group(1), new Call(line.group(2), begun, i, i));
                } else {
                    calls.add(new Call(line.group(2), text, i, i));
                }
            } else if (resumed.matches()) {
                int end = i;
                Optional.ofNullable(unfinished.remove(resumed.group(1)))
                        .ifPresent(begun ->
                                calls.add(new Call(begun.name(), begun.text() + resumed.group(3), begun.begin(), end)));
            }
        }
        return new SystemCalls(calls);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of this kind, in the order in which they returned. */
    public List<Call> all(Predicate<Call> wanted) {
        return calls.stream().filter(wanted).toList();
    }

    /** The first time after that call that this file gets another name. */
    public Optional<Call> renameAfter(Call call, String file) {
        return calls.stream()
                .filter(rename -> rename.isRename() && rename.succeeded() && call.isBefore(rename))
                .filter(rename -> rename.says("\"" + file + "\", "))
                .findFirst();
    }

    /** The first sync of that file that begins after that call has returned, and succeeds. */
    public Optional<Call> syncAfter(Call call, String file) {
        return calls.stream()
                .filter(sync -> sync.isSync() && sync.succeeded() && sync.file().equals(file) && call.isBefore(sync))
                .findFirst();
    }
}
