"""What stands in `answers` are students' cells, and no modules."""

collect_ignore_glob = ["answers/*"]
