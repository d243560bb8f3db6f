"""What can be asked of the tables: ready views, dates that sort, figures, estimates, control, crosswalks."""
