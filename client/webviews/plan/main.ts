import '../shared/elements';
import '../shared/theme.css';
